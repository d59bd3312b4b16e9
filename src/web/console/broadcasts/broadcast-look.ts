// Owns how a message is shown to staff before it goes out: as each channel will show it, with its picture and buttons.
import { html } from 'hono/html';
import type { BroadcastView } from '../../../app/desk.ts';
import type { Choice, Reply } from '../../../core/reply.ts';
import type { Html } from '../../layout.ts';
import type { Visit } from '../visit.ts';
import type { Say } from '../words.ts';
import { channelNames } from './broadcast-words.ts';

type Seeing = Pick<Visit, 'say' | 'origin'>;

/** A letter shown in frames: the address that they load, and the widths at which they stand. */
export type Framed = { source: string; widths: readonly number[] };

/** The message as people see it on every channel; a letter in frames where one is given, else as its text. */
export function looks(
  visit: Seeing,
  of: Pick<BroadcastView, 'looks' | 'subject'>,
  letter: Framed | null = null,
): Html {
  const chats = of.looks.filter((look) => !look.letter);
  const letters = of.looks.filter((look) => look.letter);
  const sections = chats.flatMap(({ channels, parts }) =>
    channels.map((channel) => chatLook(visit, channel, parts)),
  );
  return html`<div class="pair">${sections}</div>${letters.map((look) => letterLook(visit, { ...look, subject: of.subject, letter }))}`;
}

function chatLook(visit: Seeing, channel: string, parts: readonly Reply[]): Html {
  const { say } = visit;
  return html`<section class="phone phone-${channel}"><h3>${say('look.chat', { channels: channelNames(say, [channel]) })}</h3>
<div class="said">${parts.map((part) => onePart(visit, part))}</div></section>`;
}

type LetterOf = {
  channels: readonly string[];
  parts: readonly Reply[];
  subject: string | null;
  letter: Framed | null;
};

function letterLook(visit: Seeing, { channels, parts, subject, letter }: LetterOf): Html {
  const { say } = visit;
  const named =
    subject === null ? '' : html`<p><strong>${say('broadcast.subject', { subject })}</strong></p>`;
  const heading = html`<h3>${say('look.letter', { channels: channelNames(say, channels) })}</h3>`;
  const shown = letter
    ? frames(say, letter)
    : html`<div class="said">${parts.map((part) => onePart(visit, part))}</div>`;
  return html`<section class="phone">${heading}${named}${shown}</section>`;
}

/** The letter at each width, where it runs and loads nothing; a narrow screen scrolls it sideways. */
export function frames(say: Say, { source, widths }: Framed): Html {
  const one = (width: number) =>
    html`<p><strong>${say('letter.width', { n: width })}</strong></p><div class="scroll" role="region" tabindex="0" aria-label="${say('letter.width', { n: width })}"><iframe sandbox="" src="/console${source}" width="${width}" height="560" title="${say('letter.frame', { n: width })}"></iframe></div>`;
  return html`${widths.map(one)}`;
}

function onePart(visit: Seeing, { picture, text, choices }: Reply): Html {
  return html`<div class="message">${picture ? pictureOf(visit, picture) : ''}${boldIn(text)}</div>${buttons(visit.say, choices)}`;
}

function boldIn(text: string): (Html | string)[] {
  return text
    .split(/\*\*(.+?)\*\*/s)
    .map((part, index) => (index % 2 === 1 ? html`<strong>${part}</strong>` : part));
}

/** Our own picture is shown; another site's is only linked, so that the console fetches nothing from elsewhere. */
function pictureOf({ say, origin }: Seeing, { url, alt }: NonNullable<Reply['picture']>): Html {
  const address = URL.parse(url);
  const ours = address?.origin === origin && address.pathname.startsWith('/media/');
  if (ours) return html`<img class="picture" src="${address.pathname}" alt="${alt}">`;
  return html`<p><a href="${url}" rel="noreferrer">${say('look.picture')}</a>: ${alt}</p>`;
}

/** Labels up to these lengths stand two in a row, on some channels and on all. */
const [pairSomewhere, pairEverywhere] = [18, 16];

/** Under every message that we begin stands the same button; what it carries tells staff nothing. */
const isOurs = (value: string) => value.startsWith('/why ');

/** Buttons as labels that do nothing here, each with what it opens or says. */
function buttons(say: Say, choices: readonly Choice[]): Html {
  if (choices.length === 0) return html``;
  const items = choices.map((choice) => {
    const { length } = choice.label;
    const width = length <= pairEverywhere ? 'half' : length <= pairSomewhere ? 'either' : 'whole';
    const does = 'url' in choice ? choice.url : isOurs(choice.value) ? '' : choice.value;
    return html`<li class="${width}">${choice.label}${does ? html`<span class="soft">${does}</span>` : ''}</li>`;
  });
  return html`<ul class="keys" aria-label="${say('look.buttons')}">${items}</ul>`;
}
