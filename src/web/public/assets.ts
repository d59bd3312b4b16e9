// Owns the files that browsers get as they are: scripts, style and icon, read once at the start.
import { readFileSync } from 'node:fs';
import path from 'node:path';

export type Asset = { route: string; contentType: string; text: string };

const script = 'text/javascript; charset=utf-8';

/**
 * Every static file with its route. `widgetWords` are the words of the widget, which has no page of its own to take
 * them from; they are put into its script as one JSON literal.
 */
export function readAssets(widgetWords: Readonly<Record<'open' | 'close' | 'title', string>>): Asset[] {
  const words = JSON.stringify(widgetWords).replaceAll('<', '\\u003c');
  return [
    { route: '/chat.js', contentType: script, text: read('chat.js') },
    { route: '/links.js', contentType: script, text: read('links.js') },
    { route: '/widget.js', contentType: script, text: read('widget.js').replace("'__words__'", () => words) },
    { route: '/chat.css', contentType: 'text/css; charset=utf-8', text: read('chat.css') },
    { route: '/print.css', contentType: 'text/css; charset=utf-8', text: read('print.css') },
    { route: '/icon.svg', contentType: 'image/svg+xml', text: read('icon.svg') },
  ];
}

function read(name: string): string {
  return readFileSync(path.join(import.meta.dirname, name), 'utf8');
}
