// Owns the chat on another site: one button in the corner that opens our chat in a frame. It touches nothing else there.
(() => {
  const home = new URL(document.currentScript.src).origin;
  const words = '__words__';

  const style = `
    :host { all: initial; }
    * { box-sizing: border-box; }
    .corner { position: fixed; right: 16px; bottom: 16px; z-index: 2147483000; font: 600 16px/1.3 system-ui, sans-serif; }
    button { font: inherit; min-height: 48px; padding: 10px 20px; border: 2px solid #fff; border-radius: 24px;
      background: #0b5566; color: #fff; cursor: pointer; box-shadow: 0 2px 10px rgb(0 0 0 / .3); }
    button:focus-visible { outline: 3px solid #0b5566; outline-offset: 3px; }
    .panel { position: fixed; right: 16px; bottom: 80px; width: min(400px, calc(100vw - 32px));
      height: min(640px, calc(100vh - 112px)); border: 1px solid #767f84; border-radius: 8px; overflow: hidden;
      background: Canvas; color-scheme: light dark; box-shadow: 0 4px 24px rgb(0 0 0 / .3); }
    .panel[hidden] { display: none; }
    iframe { border: 0; width: 100%; height: 100%; display: block; }
  `;

  const host = document.createElement('div');
  host.lang = 'uk';
  const shadow = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  // A sheet of this kind is allowed even where the site's own policy forbids inline style.
  shadow.adoptedStyleSheets = [sheet];

  const corner = document.createElement('div');
  corner.className = 'corner';
  const panel = document.createElement('div');
  panel.className = 'panel';
  panel.id = 'panel';
  panel.hidden = true;
  panel.setAttribute('role', 'dialog');
  panel.setAttribute('aria-label', words.title);
  const button = document.createElement('button');
  button.type = 'button';
  button.setAttribute('aria-controls', 'panel');
  // The button stands before the panel, so that Tab leads from it into the chat.
  corner.append(button, panel);
  shadow.append(corner);

  let frame = null;
  function place(open) {
    panel.hidden = !open;
    button.textContent = open ? words.close : words.open;
    button.setAttribute('aria-expanded', String(open));
  }
  function open() {
    if (!frame) {
      // Made at the first opening: who never asks loads nothing from us but this file.
      frame = document.createElement('iframe');
      frame.title = words.title;
      frame.src = `${home}/embed`;
      panel.append(frame);
    }
    place(true);
    frame.focus();
  }
  function close() {
    place(false);
    button.focus();
  }

  button.addEventListener('click', () => (panel.hidden ? open() : close()));
  host.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !panel.hidden) close();
  });
  // Escape inside the frame is told by the chat itself.
  addEventListener('message', ({ origin, data }) => {
    if (origin === home && data === 'uchast:close' && !panel.hidden) close();
  });
  place(false);
  // With `async` in the head this runs before there is a body.
  const stand = () => document.body.append(host);
  if (document.body) stand();
  else addEventListener('DOMContentLoaded', stand, { once: true });
})();
