// Owns the fields that say for whom and when a text is looked at: day, contest, stage, role and channel.
import { html } from 'hono/html';
import type { TextView } from '../../../app/texts/text-look.ts';
import { contestIds, roles, stageIds } from '../../../core/contest.ts';
import { kyivInstant, localDate } from '../../../core/time.ts';
import type { Html } from '../../layout.ts';
import { channelNames } from '../broadcasts/broadcast-words.ts';
import { select } from '../fields.ts';
import { oneOf } from '../form.ts';
import type { Visit } from '../visit.ts';

/** What a form or an address says of the view; what it does not say is today, the city contest, an author and the first channel. */
export function viewFrom(
  { desk, now }: Pick<Visit, 'desk' | 'now'>,
  read: (name: string) => string,
): TextView {
  return {
    at: dayIn(read('day')) ?? now,
    contest: oneOf(contestIds, read('contest')) ?? 'city',
    stage: oneOf(stageIds, read('at')),
    role: oneOf(roles, read('role')) ?? 'author',
    channel: desk.library.channels.find((name) => name === read('channel')) ?? desk.library.channels[0] ?? '',
  };
}

/** Noon of a real day within the years that a calendar can hold. */
function dayIn(text: string): number | null {
  if (!/^20\d\d-\d\d-\d\d$/.test(text)) return null;
  try {
    return kyivInstant(text, '12:00');
  } catch {
    return null;
  }
}

/** The fields of a view. `scope` keeps their ids apart where a page has them twice. */
export function viewFields({ desk, say }: Visit, view: TextView, scope: string): Html {
  const id = `${scope}-day`;
  const pick = (name: string, value: string, options: readonly { value: string; label: string }[]) =>
    select({ name, label: say(`text.view.${name}`), value, options, scope });
  return html`<div class="pair"><div class="field"><label for="${id}">${say('text.view.day')}</label><input type="date" id="${id}" name="day" value="${localDate(view.at)}"></div>
${pick(
  'contest',
  view.contest,
  contestIds.map((value) => ({ value, label: say(`contest.${value}`) })),
)}
${pick('at', view.stage ?? '', [
  { value: '', label: say('text.view.byCalendar') },
  ...stageIds.map((value) => ({ value, label: say(`stage.${value}`) })),
])}
${pick(
  'role',
  view.role,
  roles.map((value) => ({ value, label: say(`role.${value}`) })),
)}
${pick(
  'channel',
  view.channel,
  desk.library.channels.map((value) => ({ value, label: channelNames(say, [value]) })),
)}</div>`;
}
