// Owns what a city that has just begun is told to do first, with what is done already, until everything is.
import { html } from 'hono/html';
import type { PlanSummary, StaffMember, StageDate, Today } from '../../../app/desk.ts';
import type { Html } from '../../layout.ts';
import { tag } from '../show.ts';
import { admins, approvers, type Visit } from '../visit.ts';

type Known = {
  today: Today;
  dates: readonly StageDate[];
  plans: readonly PlanSummary[];
  staff: readonly StaffMember[];
};

type Step = { name: string; done: boolean; path: string | null };

/** The chat on the city's site and letters need no token; every channel beyond these is a messenger. */
const alwaysOpen = 2;

/** The steps in their order; nothing once all are done. */
export function firstSteps(visit: Visit, known: Known): Html {
  const { say } = visit;
  const steps = stepsOf(visit, known);
  const left = steps.filter(({ done }) => !done).length;
  if (left === 0) return html``;
  const items = steps.map(({ name, done, path }) => {
    const title = say(`first.${name}`);
    return html`<li>${path ? html`<a href="/console${path}">${title}</a>` : html`<strong>${title}</strong>`} ${tag(say(done ? 'first.done' : 'first.open'), done ? 'done' : 'note')}<br><span class="soft">${say(`first.${name}.means`)}</span></li>`;
  });
  return html`<section class="sheet" aria-labelledby="first"><h2 id="first">${say('first.title')}</h2>
<p>${say('first.left', { n: left })}</p>
<details${left === steps.length || known.plans.length === 0 ? html` open` : ''}><summary>${say('first.show')}</summary><ol class="steps">${items}</ol></details></section>`;
}

function stepsOf({ desk, member }: Visit, { today, dates, plans, staff }: Known): Step[] {
  const signs = staff.filter(({ role }) => approvers.includes(role)).length;
  return [
    {
      name: 'staff',
      done: staff.length > 1 && signs > 0,
      path: admins.includes(member.role) ? '/staff' : null,
    },
    { name: 'calendar', done: dates.length > 0 && !dates.some(({ example }) => example), path: '/calendar' },
    { name: 'plan', done: plans.some(({ confirmed, dropped }) => confirmed > 0 && !dropped), path: '/plans' },
    { name: 'texts', done: today.unset === 0, path: '/texts' },
    { name: 'channels', done: desk.channels.length > alwaysOpen, path: null },
    { name: 'sendTo', done: !today.training, path: null },
  ];
}
