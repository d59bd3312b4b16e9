// Owns the page on which the administrator says who answers residents, in which order, and who is away.
import { html } from 'hono/html';
import type { Away, Duty } from '../../../app/questions/duty.ts';
import type { Flash } from '../../layout.ts';
import { button, input, postForm, textArea } from '../fields.ts';
import { terms } from '../show.ts';
import { type Answer, admins, type ConsoleRoute, done, problem, type Shown, type Visit } from '../visit.ts';

export const dutyRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/duty', who: admins, answer: (visit) => dutyPage(visit) },
  { method: 'POST', path: '/duty', who: admins, answer: saveDuty },
];

type Fields = { clerks: string; away: string; hours: string };

async function dutyPage(visit: Visit, given: { fields: Fields; flash: Flash } | null = null): Promise<Shown> {
  const { csrf, desk, say } = visit;
  const duty = await desk.duty.show();
  const fields = given?.fields ?? fieldsOf(duty);
  const form = html`${textArea({ name: 'clerks', label: say('duty.clerks'), hint: say('duty.clerksHint'), value: fields.clerks })}
${textArea({ name: 'away', label: say('duty.away'), hint: say('duty.awayHint'), value: fields.away })}
${input({ name: 'hours', label: say('duty.hours'), value: fields.hours, required: true })}
${button(say('duty.save'))}`;
  const body = html`<p>${say('duty.means')}</p>
${terms([
  [say('duty.today'), duty.today.readers.join(', ') || say('duty.nobody')],
  [say('duty.deputy'), duty.today.deputy ?? say('duty.nobody')],
  [say('duty.staff'), duty.staff.join(', ')],
])}
${postForm({ action: '/duty', csrf, body: form })}`;
  const title = say('duty.title');
  return given ? { title, body, flash: given.flash, status: 409 } : { title, body };
}

function fieldsOf({ clerks, away, deputyAfterHours }: Duty): Fields {
  return {
    clerks: clerks.join('\n'),
    away: away.map(({ email, from, to }) => `${email} ${dayShown(from)} ${dayShown(to)}`).join('\n'),
    hours: String(deputyAfterHours),
  };
}

async function saveDuty(visit: Visit): Promise<Answer> {
  const { desk, form, member } = visit;
  const fields = { clerks: form.text('clerks'), away: form.text('away'), hours: form.text('hours') };
  const result = await desk.duty.save(
    {
      clerks: linesOf(fields.clerks),
      away: linesOf(fields.away).map(awayIn),
      deputyAfterHours: /^\d{1,3}$/.test(fields.hours) ? Number(fields.hours) : Number.NaN,
    },
    member.email,
  );
  if (result.ok) return done('/duty', 'dutySaved');
  return dutyPage(visit, { fields, flash: problem(result.message) });
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** `2026-12-24` as it is written here: `24.12.2026`. */
function dayShown(iso: string): string {
  return iso.split('-').reverse().join('.');
}

/** A day as it is written here, for machines; anything else stays as it is. */
function dayMeant(text: string): string {
  const [, day = '', month = '', year = ''] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text) ?? [];
  return year === '' ? text : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** A line `address first last`; a day that is missing is no date, and is refused with its address. */
function awayIn(line: string): Away {
  const [email = '', from = '', to = from] = line.split(/[\s,;]+/);
  return { email, from: dayMeant(from), to: dayMeant(to) };
}
