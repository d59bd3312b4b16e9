// Owns how texts are named and described on the console: their places, states, fields, findings, comparisons and looks.
import { html } from 'hono/html';
import type { ChangedMessage } from '../../../app/texts/text-changes.ts';
import type { FieldChange } from '../../../app/texts/text-compare.ts';
import type { DiffPart } from '../../../app/texts/text-diff.ts';
import type { Finding } from '../../../app/texts/text-findings.ts';
import type { TextHead } from '../../../app/texts/text-library.ts';
import type { TextLook } from '../../../app/texts/text-look.ts';
import type { TextName } from '../../../app/texts/text-words.ts';
import { contestIds, stageIds } from '../../../core/contest.ts';
import { letterPlaces, neededLetters } from '../../../core/letter-places.ts';
import type { Choice } from '../../../core/reply.ts';
import type { Html } from '../../layout.ts';
import { channelNames, nameOfKey } from '../broadcasts/broadcast-words.ts';
import { oneOf } from '../form.ts';
import { link, message, moment, type Tone, table, tag, terms } from '../show.ts';
import type { Say } from '../words.ts';

/** The page of a text, under /console. */
export function textPath({ kind, key }: TextName): string {
  return `/texts/${kind}/${encodeURIComponent(key)}`;
}

/** What a text is called with its place: an instruction's title says neither its contest nor its stage. */
export function textTitle(say: Say, { kind, key, title }: Pick<TextHead, 'kind' | 'key' | 'title'>): string {
  const known = kind === 'letter' ? letterName(say, key) : null;
  if (known) return known;
  const place = kind === 'instruction' || kind === 'notice' || kind === 'letter' ? placeOf(say, key) : '';
  const named = withoutPlaces(title);
  return place === '' ? named : `${named} (${place})`;
}

/** What a letter is for: its subject alone says little. */
function letterName(say: Say, key: string): string | null {
  if (neededLetters.includes(key)) return say(`text.letterName.${key}`);
  const place = placeOf(say, key);
  return place === '' ? null : say('text.campaignLetter', { place });
}

/** A place in braces means nothing to who reads a list. */
export function withoutPlaces(title: string): string {
  const named = title.replace(/\{[^{}]*(\}|…$)/g, '…').replace(/…\.+/g, '…');
  // Words that are nothing but a place are named by it.
  return named.trim() === '…' ? title : named;
}

/** Contest, stage and role as far as a key names them. */
function placeOf(say: Say, key: string): string {
  const parts = key.split('.').flatMap((part) => {
    const contest = oneOf(contestIds, part);
    const stage = oneOf(stageIds, part);
    if (contest) return [say(`contest.${contest}`)];
    if (stage) return [say(`stage.${stage}`)];
    return ['author', 'voter', 'supporter'].includes(part) ? [say(`role.${part}`)] : [];
  });
  const [, days] = /\.closes-(\d+)$/.exec(key) ?? [];
  const when = days
    ? [say('text.daysBefore', { n: Number(days) })]
    : key.endsWith('.opens')
      ? [say('text.onOpening')]
      : [];
  return [...parts, ...when].join(', ');
}

/** Short words about a text's state; none where it is the city's own and nothing waits. */
export function stateTags(say: Say, { changed, leftOut, proposed, unset }: TextHead): Html {
  const tags: [boolean, string, Tone][] = [
    [unset, 'unset', 'note'],
    [proposed, 'proposed', 'note'],
    [leftOut, 'leftOut', 'problem'],
    [changed && !leftOut, 'changed', 'done'],
  ];
  return html`${tags.filter(([is]) => is).map(([, key, tone]) => html` ${tag(say(`text.state.${key}`), tone)}`)}`;
}

export function textLink(say: Say, head: TextHead): Html {
  return html`${link(textPath(head), textTitle(say, head))}${stateTags(say, head)}`;
}

/** A field's name; a part of an answer also says which question it is for. */
export function fieldName(say: Say, { label, of }: { label: string; of: string | null }): string {
  const contest = oneOf(contestIds, of ?? '');
  const about = contest ? say(`contest.${contest}`) : label === 'part' ? of : null;
  return about ? `${say(`text.field.${label}`)} (${about})` : say(`text.field.${label}`);
}

/** What was found, said in a sentence; with `where` the text that it is about. */
export function findingWords(say: Say, { code, values }: Finding): string {
  return say(`finding.${code}`, values);
}

const tones: Readonly<Record<Finding['level'], Tone>> = { error: 'problem', gap: 'note', note: 'plain' };

export function findingList(say: Say, findings: readonly Finding[]): Html {
  if (findings.length === 0) return html``;
  const items = findings.map(
    (one) =>
      html`<li>${tag(say(`finding.level.${one.level}`), tones[one.level])} ${findingWords(say, one)}</li>`,
  );
  return html`<ul>${items}</ul>`;
}

/** Words taken out and put in, told apart by line, by sight and by ear. */
function partShown(say: Say, { kind, text }: DiffPart): Html | string {
  switch (kind) {
    case 'same':
      return text;
    case 'out':
      return html`<del><span class="heard">${say('text.out')} </span>${text}<span class="heard"> ${say('text.end')}</span></del>`;
    case 'in':
      return html`<ins><span class="heard">${say('text.in')} </span>${text}<span class="heard"> ${say('text.end')}</span></ins>`;
  }
}

/** The part of a stage's field in words: its value is a code. */
function inWords(say: Say, { label }: FieldChange, part: DiffPart): DiffPart {
  if (label !== 'stage') return part;
  const stage = oneOf(stageIds, part.text);
  return { ...part, text: stage ? say(`stage.${stage}`) : say('entry.anyStage') };
}

/** What a change alters, a field after another. */
export function changeList(say: Say, changes: readonly FieldChange[]): Html {
  if (changes.length === 0) return html`<p>${say('text.noChange')}</p>`;
  const fields = changes.map(
    (change) =>
      html`<dt>${fieldName(say, change)}</dt><dd>${change.parts.map((part) => partShown(say, inWords(say, change, part)))}</dd>`,
  );
  return html`<dl class="compared">${fields}</dl>`;
}

const mostMessages = 20;

/** Planned messages that a text changes: which, when, and whose approval ends with it. */
export function changedTable(say: Say, messages: readonly ChangedMessage[]): Html {
  if (messages.length === 0) return html`<p>${say('text.messages.none')}</p>`;
  const rows = messages
    .slice(0, mostMessages)
    .map(({ at, channels, key, voided }) => [
      nameOfKey(say, key),
      moment(at),
      channelNames(say, channels),
      voided === null ? say('text.messages.holds') : say('diff.voided', { who: voided }),
    ]);
  const more = messages.length - rows.length;
  return html`${table({
    caption: say('text.messages.caption', { n: messages.length }),
    head: ['message', 'at', 'channels', 'approval'].map((key) => say(`text.messages.${key}`)),
    rows,
  })}${more > 0 ? html`<p>${say('text.messages.more', { n: more })}</p>` : ''}`;
}

/** Messages as people get them, with what they can press under each; what a letter is filled with only when it is sent is named. */
export function lookShown(say: Say, look: TextLook, name: TextName | null = null): Html {
  const { gaps, head, parts } = name?.kind === 'letter' ? withPlacesNamed(say, look, name.key) : look;
  const letter = head
    ? terms([
        [say('text.field.subject'), head.subject],
        [say('text.field.preheader'), head.preheader],
      ])
    : '';
  const shown = parts.map(({ text, choices }) => html`${message(text)}${choicesShown(say, choices)}`);
  return html`${letter}${shown}${gaps.length > 0 ? html`<p class="soft">${say('text.hasGaps', { n: gaps.length })}</p>` : ''}`;
}

function withPlacesNamed(say: Say, { gaps, head, parts }: TextLook, key: string): TextLook {
  const { must, may } = letterPlaces(key);
  const named = (text: string) =>
    [...must, ...may].reduce(
      (left, name) => left.replaceAll(`{${name}}`, `[${say(`text.place.${name}`)}]`),
      text,
    );
  return {
    gaps,
    head: head && { subject: named(head.subject), preheader: named(head.preheader) },
    parts: parts.map(({ text, choices }) => ({ text: named(text), choices })),
  };
}

function choicesShown(say: Say, choices: readonly Choice[]): Html {
  if (choices.length === 0) return html``;
  const items = choices.map(
    (one) =>
      html`<li class="tag">${one.label}${'url' in one ? html` <span class="soft">${one.url}</span>` : ''}</li>`,
  );
  return html`<ul class="tags" aria-label="${say('text.buttons')}">${items}</ul>`;
}
