// Owns what a broadcast's page says of its letter: problems that hold an approval up, warnings, and ways to look closer.
import { html } from 'hono/html';
import type { BroadcastView } from '../../../app/desk.ts';
import type { LetterField, Preflight } from '../../../app/letters/preflight.ts';
import type { Html } from '../../layout.ts';
import { button, postForm } from '../fields.ts';
import { link } from '../show.ts';
import type { Visit } from '../visit.ts';
import type { Say } from '../words.ts';
import { canEdit } from './broadcast-forms.ts';

const pathOf = (id: string) => `/broadcasts/${encodeURIComponent(id)}`;

/** What is wrong with the letter, and ways to look at it; nothing where the broadcast has no letter. */
export function letterSection(visit: Visit, view: BroadcastView, found: Preflight | null): Html {
  const { say, csrf } = visit;
  if (!found) return html``;
  const look = html`<h2>${say('letter.title')}</h2><p>${link(`${pathOf(view.id)}/letter`, say('letter.look'))}</p>`;
  if (!isUnsent(view)) return look;
  const check = postForm({
    action: `${pathOf(view.id)}/links`,
    csrf,
    body: button(say('letter.checkLinks'), { look: 'quiet' }),
  });
  return html`${look}${findingsOf(say, found, canEdit(view) ? `/console${pathOf(view.id)}/edit` : null)}${check}`;
}

/** What has begun to leave is looked at, but there is nothing to put right any more. */
function isUnsent({ state }: BroadcastView): boolean {
  return state === 'draft' || state === 'waiting' || state === 'approved';
}

/** Ids of the form's fields: of a group of fields the first, for a group itself can't be typed in. */
const places: Readonly<Record<LetterField, string>> = {
  text: 'text',
  subject: 'subject',
  picture: 'picture',
  pictureAlt: 'pictureAlt',
  buttons: 'b1-buttonLabel',
};

/**
 * What is wrong with a letter, in words, each with the way to its field; one word where nothing is. `form`: the page with
 * the fields (empty: this one); null: they can't be changed.
 */
export function findingsOf(say: Say, found: Preflight, form: string | null): Html {
  const { problems, warnings, fields } = found;
  const way = (text: string) => {
    const field = fields[text];
    if (!field || form === null) return '';
    return html` <a href="${form}#${places[field]}">${say(`letter.to.${field}`)}</a>`;
  };
  const items = (texts: readonly string[]) =>
    html`<ul>${texts.map((text) => html`<li>${text}${way(text)}</li>`)}</ul>`;
  if (problems.length + warnings.length === 0) return html`<p>${say('letter.fine')}</p>`;
  const wrong =
    problems.length > 0
      ? html`<div class="flash problem" role="note"><h3>${say('letter.problems')}</h3>${items(problems)}</div>`
      : '';
  const odd =
    warnings.length > 0
      ? html`<div class="flash note" role="note"><h3>${say('letter.warnings')}</h3>${items(warnings)}</div>`
      : '';
  return html`${wrong}${odd}`;
}
