// Owns how a message is shown to staff before it goes out: as each channel will show it, with its picture and buttons.
import { html } from 'hono/html';
import type { BroadcastView } from '../../app/desk.ts';
import type { Choice, Reply } from '../../core/reply.ts';
import type { Html } from '../layout.ts';
import { channelNames } from './broadcast-words.ts';
import { message } from './show.ts';
import type { Visit } from './visit.ts';
import type { Say } from './words.ts';

type Seeing = Pick<Visit, 'say' | 'origin'>;

/** The message as people see it; channels that show it alike stand together. */
export function looks(visit: Seeing, of: Pick<BroadcastView, 'looks' | 'subject'>): Html {
  const { say } = visit;
  const sections = of.looks.map(({ channels, letter, parts }) => {
    const heading = say(letter ? 'look.letter' : 'look.chat', { channels: channelNames(say, channels) });
    const subject =
      letter && of.subject !== null
        ? html`<p><strong>${say('broadcast.subject', { subject: of.subject })}</strong></p>`
        : '';
    return html`<section><h3>${heading}</h3>${subject}${parts.map((part) => onePart(visit, part))}</section>`;
  });
  return html`<div class="pair">${sections}</div>`;
}

function onePart(visit: Seeing, { picture, text, choices }: Reply): Html {
  return html`${picture ? pictureOf(visit, picture) : ''}${message(text)}${buttons(visit.say, choices)}`;
}

/** Our own picture is shown; another site's is only linked, so that the console fetches nothing from elsewhere. */
function pictureOf({ say, origin }: Seeing, { url, alt }: NonNullable<Reply['picture']>): Html {
  const address = URL.parse(url);
  const ours = address?.origin === origin && address.pathname.startsWith('/media/');
  if (ours) return html`<p><img class="picture" src="${address.pathname}" alt="${alt}"></p>`;
  return html`<p><a href="${url}" rel="noreferrer">${say('look.picture')}</a>: ${alt}</p>`;
}

/** Buttons as labels that do nothing here, each with what it opens or says. */
function buttons(say: Say, choices: readonly Choice[]): Html {
  if (choices.length === 0) return html``;
  const items = choices.map(
    (choice) =>
      html`<li><span class="tag">${choice.label}</span> <span class="soft">${'url' in choice ? choice.url : choice.value}</span></li>`,
  );
  return html`<ul aria-label="${say('look.buttons')}">${items}</ul>`;
}
