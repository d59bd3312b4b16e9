// Owns the list of what waits for the reader of the first page, by their role: each line says how much and leads there.
import { html } from 'hono/html';
import type { BroadcastSummary, PlanSummary, Today } from '../../../app/desk.ts';
import type { TaskView } from '../../../app/plan/task-desk.ts';
import type { Proposal } from '../../../app/texts/text-desk.ts';
import { addDays, localDate } from '../../../core/time.ts';
import type { Html } from '../../layout.ts';
import { link } from '../show.ts';
import { approvers, type Visit } from '../visit.ts';

/** A task that is due within this many days is named before it is late. */
const soonDays = 7;

/** Whether this person may approve the broadcast: the role allows it, and they neither made nor changed it. */
export function maySign({ member }: Visit, row: Pick<BroadcastSummary, 'createdBy' | 'editedBy'>): boolean {
  const own = row.createdBy === member.email || row.editedBy === member.email;
  return approvers.includes(member.role) && !own;
}

type Waiting = {
  today: Today;
  tasks: readonly TaskView[];
  proposed: readonly Proposal[];
  plans: readonly PlanSummary[];
};

/** A line for everything that waits; one sentence where nothing does. */
export function needs(visit: Visit, waiting: Waiting): Html {
  const { say } = visit;
  const items = linesOf(visit, waiting).map((line) => html`<li>${line}</li>`);
  return html`<section aria-labelledby="needs"><h2 id="needs">${say('today.needs')}</h2>${
    items.length > 0 ? html`<ul class="needs">${items}</ul>` : html`<p>${say('today.nothingNeeded')}</p>`
  }</section>`;
}

function linesOf(visit: Visit, { today, tasks, proposed, plans }: Waiting): Html[] {
  const { member, now, say } = visit;
  const mine = today.waiting.filter((row) => maySign(visit, row));
  const others = today.waiting.length - mine.length;
  const texts = approvers.includes(member.role) ? proposed.filter(({ by }) => by !== member.email) : [];
  const late = tasks.filter((task) => task.late);
  // A draft can't be confirmed yet, so nobody waits for its rows.
  const standing = plans.filter(({ dropped, status }) => !dropped && status !== 'draft');
  const openRows = standing.reduce((sum, { open }) => sum + open, 0);
  const until = addDays(localDate(now), soonDays);
  const soon = tasks.filter((task) => !task.late && task.dueOn <= until);
  const counted = (key: string, n: number, path: string) =>
    n > 0 ? [link(path, say(`today.need.${key}`, { n }))] : [];
  const questions = today.questions > 0 ? [questionLine(visit, today)] : [];
  return [
    ...counted('unknown', today.unknown, '/unknown'),
    ...questions,
    ...counted('approve', mine.length, '/broadcasts'),
    ...counted('texts', texts.length, '/entries'),
    ...counted('late', late.length, '/tasks'),
    ...counted('soon', soon.length, '/tasks'),
    ...counted('rows', openRows, '/plans'),
    ...counted('others', others, '/broadcasts'),
    ...(today.gaps.length > 0
      ? [html`<a href="#gaps">${say('today.need.gaps', { n: today.gaps.length })}</a>`]
      : []),
  ];
}

/** The late ones are named apart: somebody was promised an hour. */
function questionLine({ say }: Visit, { questions, questionsLate }: Today): Html {
  const late =
    questionsLate > 0 ? html` <strong>${say('today.need.questionsLate', { n: questionsLate })}</strong>` : '';
  return html`${link('/questions', say('today.need.questions', { n: questions }))}${late}`;
}
