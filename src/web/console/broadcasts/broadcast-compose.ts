// Owns the preview beside the form of a broadcast: what is written so far as every channel shows it, for whom and when.
// A small script asks for it again while somebody types; a button of the form does the same without.
import { html } from 'hono/html';
import type { BroadcastPreview, NewBroadcast } from '../../../app/desk.ts';
import { isoInKyiv, readInstant } from '../../../core/time.ts';
import type { Flash, Html } from '../../layout.ts';
import { localField } from '../show.ts';
import type { Visit } from '../visit.ts';
import { type DraftFields, type Narrowings, noFields, readDraft } from './broadcast-draft.ts';
import { looks } from './broadcast-look.ts';
import { lengths, reach, reachInWords } from './broadcast-reach.ts';
import { findingsOf } from './letter-findings.ts';
import { holdLetter } from './letter-frames.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;

/** A draft of what is typed so far: what is missing or half written is taken as if it were not there yet. */
export function draftSoFar(
  visit: Visit,
  fields: DraftFields,
  known: Narrowings,
): { draft: NewBroadcast; assumed: boolean } | null {
  if (fields.text === '') return null;
  const at = readInstant(fields.at);
  const assumed = at === null || at <= visit.now;
  const soon = Math.ceil((visit.now + hourMs) / minuteMs) * minuteMs;
  const pictured = fields.picture !== '' && fields.pictureAlt !== '';
  const places = fields.buttonLabel.flatMap((label, at) => {
    const target = fields.buttonTarget[at] ?? '';
    return label !== '' && target !== '' ? [{ label, target }] : [];
  });
  const whole: DraftFields = {
    ...fields,
    at: assumed ? localField(soon) : fields.at,
    picture: pictured ? fields.picture : '',
    pictureAlt: pictured ? fields.pictureAlt : '',
    buttonLabel: places.map(({ label }) => label),
    buttonTarget: places.map(({ target }) => target),
  };
  const read = readDraft(visit, whole, known);
  if ('draft' in read) return { draft: read.draft, assumed };
  const wrong = Object.keys(read.errors).filter((name) => name in noFields);
  const open = Object.fromEntries(wrong.map((name) => [name, noFields[name as keyof DraftFields]]));
  const again = readDraft(visit, { ...whole, ...open, at: whole.at }, known);
  return 'draft' in again ? { draft: again.draft, assumed } : null;
}

type Composing = { fields: DraftFields; known: Narrowings; id: string | null };

/** The preview of what is typed so far; words instead where there is nothing to show yet. */
export async function composed(visit: Visit, { fields, known, id }: Composing): Promise<Html> {
  const { desk, say } = visit;
  const so = draftSoFar(visit, fields, known);
  if (!so) return frame(visit, { said: say('compose.empty'), body: html`` });
  const { draft, assumed } = so;
  const read = await (id === null ? desk.broadcasts.preview(draft) : desk.broadcasts.preview(draft, id));
  if (!read.ok) return frame(visit, { said: read.message, body: html`` });
  const view = read.value;
  const body = html`${assumed ? html`<p class="hint">${say('compose.assumed', { at: isoInKyiv(draft.at).slice(11, 16) })}</p>` : ''}
${notes(visit, view.warnings)}
${lengths(say, view.lengths)}
${await messageLooks(visit, draft, view)}
<h3>${say('broadcast.toWhom')}</h3>
${reach(say, view)}`;
  return frame(visit, { said: reachInWords(say, view), body });
}

/** A preview's place on the page: the sentence is read aloud when it changes, the rest is there to be looked at. */
function frame({ say }: Visit, { said, body }: { said: string; body: Html }): Html {
  return html`<section class="compose-look" aria-labelledby="preview-title"><h2 id="preview-title">${say('compose.title')}</h2>
<p id="preview-status" role="status">${said}</p>
<div id="preview-body">${body}</div></section>`;
}

/** What each channel makes of it; a letter in frames at two widths, with what is wrong with it. */
export async function messageLooks(visit: Visit, draft: NewBroadcast, view: BroadcastPreview): Promise<Html> {
  const letter = view.looks.some((look) => look.letter) ? await visit.desk.letters.tried(draft) : null;
  const shown = letter ? { source: holdLetter(visit, letter.html), widths: draftWidths } : null;
  return html`${looks(visit, view, shown)}${letter ? findingsOf(visit.say, letter.found, '') : ''}`;
}

/** A mail program on a desk and on a phone, in pixels. */
const draftWidths = [600, 360] as const;

function notes({ say }: Visit, texts: BroadcastPreview['warnings']): Html {
  if (texts.length === 0) return html``;
  const kind: Flash['kind'] = 'note';
  return html`<div class="flash ${kind}" role="note"><h3>${say('broadcast.warnings')}</h3><ul>${texts.map((text) => html`<li>${text}</li>`)}</ul></div>`;
}
