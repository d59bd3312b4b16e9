// Owns the pages of work for people: what is open and late, one task with its evidence or reason, and what staff record
// that moves tasks: happenings, days off and moved working days.
import { html } from 'hono/html';
import type { Result } from '../../../app/desk.ts';
import type { TaskView } from '../../../app/plan/task-desk.ts';
import { planEvents } from '../../../core/plan/plan.ts';
import { longDate } from '../../../core/ukrainian.ts';
import type { Html } from '../../layout.ts';
import { button, hidden, input, postForm, select, textArea } from '../fields.ts';
import { link, moment, type Tone, table, tag, terms } from '../show.ts';
import {
  type Answer,
  type ConsoleRoute,
  type DoneKey,
  done,
  everyone,
  missing,
  problem,
  type Shown,
  type Visit,
} from '../visit.ts';
import { wordOf } from './task-words.ts';

export const taskRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/tasks', who: everyone, answer: (visit) => tasksPage(visit) },
  { method: 'POST', path: '/tasks/happenings', who: everyone, answer: addHappening },
  { method: 'POST', path: '/tasks/holidays', who: everyone, answer: addHoliday },
  { method: 'POST', path: '/tasks/holidays/remove', who: everyone, answer: removeHoliday },
  { method: 'GET', path: '/tasks/:id', who: everyone, answer: (visit) => taskPage(visit) },
  { method: 'POST', path: '/tasks/:id/done', who: everyone, answer: (visit) => close(visit, 'done') },
  { method: 'POST', path: '/tasks/:id/drop', who: everyone, answer: (visit) => close(visit, 'drop') },
];

/** Closed tasks beyond these belong into the report. */
const closedShown = 50;

async function tasksPage(visit: Visit): Promise<Shown> {
  const word = wordOf(visit);
  const [tasks, happenings, holidays] = await Promise.all([
    visit.desk.tasks.list(),
    visit.desk.tasks.happenings(),
    visit.desk.tasks.holidays(),
  ]);
  const open = tasks.filter((task) => task.state === 'open');
  const closed = tasks.filter((task) => task.state !== 'open').slice(-closedShown);
  const events = happenings.map(({ on, event, title }) => [longDate(on), word(`event.${event}`), title]);
  const body = html`<p>${word('page.means')}</p>
${open.length > 0 ? taskTable(visit, open, 'caption') : html`<p>${word('page.none')}</p>`}
${closed.length > 0 ? taskTable(visit, closed, 'closed') : ''}
<h2 id="happenings">${word('happening.title')}</h2>
<p>${word('happening.means')}</p>
${
  events.length > 0
    ? table({
        caption: word('happening.caption'),
        head: heads(visit, 'happening', ['on', 'event', 'title']),
        rows: events,
      })
    : html`<p>${word('happening.none')}</p>`
}
${happeningForm(visit)}
<h2 id="holidays">${word('holiday.title')}</h2>
<p>${word('holiday.means')}</p>
${holidays.length > 0 ? holidayTable(visit, holidays) : html`<p>${word('holiday.none')}</p>`}
${holidayForm(visit)}`;
  return { title: word('page.title'), body };
}

function heads(visit: Visit, family: string, names: readonly string[]): string[] {
  return names.map((name) => wordOf(visit)(`${family}.head.${name}`));
}

function stateOf(visit: Visit, task: TaskView): Html {
  const tones: Record<TaskView['state'], Tone> = { open: 'note', done: 'done', dropped: 'plain' };
  const name = task.late ? 'late' : task.state;
  return tag(wordOf(visit)(`state.${name}`), task.late ? 'problem' : tones[task.state]);
}

function taskTable(visit: Visit, tasks: readonly TaskView[], caption: 'caption' | 'closed'): Html {
  const word = wordOf(visit);
  return table({
    caption: word(`page.${caption}`),
    head: heads(visit, 'page', ['what', 'due', 'unit', 'state']),
    rows: tasks.map((task) => [
      link(`/tasks/${task.id}`, task.title),
      longDate(task.dueOn),
      task.unit || word('page.noUnit'),
      stateOf(visit, task),
    ]),
  });
}

function happeningForm(visit: Visit): Html {
  const word = wordOf(visit);
  const label = (name: string) => ({ name, label: word(`happening.field.${name}`), scope: 'happening' });
  const options = planEvents.map((value) => ({ value, label: word(`event.${value}`) }));
  const body = html`${select({ ...label('event'), options })}
${input({ ...label('title'), required: true })}
${input({ ...label('on'), type: 'date', required: true })}
${button(word('happening.do'))}`;
  return postForm({ action: '/tasks/happenings', csrf: visit.csrf, body });
}

type Day = { date: string; title: string; working: boolean };

function holidayTable(visit: Visit, days: readonly Day[]): Html {
  const word = wordOf(visit);
  const remove = (date: string) =>
    postForm({
      action: '/tasks/holidays/remove',
      csrf: visit.csrf,
      body: html`${hidden({ date })}${button(word('holiday.remove'), { look: 'quiet', about: longDate(date) })}`,
    });
  return table({
    caption: word('holiday.caption'),
    head: heads(visit, 'holiday', ['date', 'title', 'kind', 'act']),
    rows: days.map(({ date, title, working }) => [
      longDate(date),
      title,
      word(working ? 'holiday.working' : 'holiday.off'),
      remove(date),
    ]),
  });
}

function holidayForm(visit: Visit): Html {
  const word = wordOf(visit);
  const label = (name: string) => ({ name, label: word(`holiday.field.${name}`), scope: 'holiday' });
  const options = ['off', 'working'].map((value) => ({ value, label: word(`holiday.${value}`) }));
  const body = html`${input({ ...label('date'), type: 'date', required: true })}
${input({ ...label('title'), required: true })}
${select({ ...label('kind'), options })}
${button(word('holiday.do'))}`;
  return postForm({ action: '/tasks/holidays', csrf: visit.csrf, body });
}

async function taskPage(visit: Visit): Promise<Shown> {
  const word = wordOf(visit);
  const back = html`<p>${link('/tasks', word('page.back'))}</p>`;
  const task = await visit.desk.tasks.show(visit.param('id'));
  if (!task) return missing(visit, html`<p>${word('page.missing')}</p>${back}`);
  const dates = word('page.dates', { starts: longDate(task.startsOn), due: longDate(task.dueOn) });
  const body = html`<p>${stateOf(visit, task)}</p>
${terms([
  [word('page.head.due'), dates],
  [word('page.head.unit'), task.unit || word('page.noUnit')],
])}
<p>${link(`/plans/${task.planId}`, word('page.plan', { line: task.line }))} · <a href="${task.calendarUrl}">${word('page.calendar')}</a></p>
<p>${link(`/plans/${task.planId}/pack/${encodeURIComponent(task.line)}`, word('page.pack'))}</p>
${task.state === 'open' ? closingForms(visit, task) : closing(visit, task)}${back}`;
  return { title: task.title, body };
}

function closing(visit: Visit, task: TaskView): Html {
  if (task.doneAt === null) return html``;
  const word = wordOf(visit);
  return html`<p>${word(`state.${task.state}`)}: ${moment(task.doneAt)}, ${task.doneBy ?? ''}</p>`;
}

function closingForms(visit: Visit, { id }: TaskView): Html {
  const word = wordOf(visit);
  const form = (act: 'done' | 'drop') => {
    const field = textArea({ name: 'text', label: word(`page.${act}.field`), scope: act, required: true });
    const send = button(word(`page.${act}.do`), act === 'drop' ? { look: 'grave' } : {});
    const body = html`${field}${send}`;
    return html`<h2>${word(`page.${act}.title`)}</h2>${postForm({ action: `/tasks/${id}/${act}`, csrf: visit.csrf, body })}`;
  };
  return html`${form('done')}${form('drop')}`;
}

async function close(visit: Visit, act: 'done' | 'drop'): Promise<Answer> {
  const id = visit.param('id');
  const result = await visit.desk.tasks[act](id, visit.form.text('text'), visit.member.email);
  if (result.ok) return done(`/tasks/${id}`, act === 'done' ? 'taskDone' : 'taskDropped');
  const shown = await taskPage(visit);
  return { ...shown, status: shown.status === 404 ? 404 : 422, flash: problem(result.message) };
}

async function addHappening(visit: Visit): Promise<Answer> {
  const { form, desk, member } = visit;
  const given = { event: form.text('event'), title: form.text('title'), on: form.text('on') };
  return entered(visit, await desk.tasks.addHappening(given, member.email), 'happeningAdded');
}

async function addHoliday(visit: Visit): Promise<Answer> {
  const { form, desk, member } = visit;
  const working = form.text('kind') === 'working';
  const day = { date: form.text('date'), title: form.text('title'), working };
  return entered(visit, await desk.tasks.addHoliday(day, member.email), 'holidayAdded');
}

async function removeHoliday(visit: Visit): Promise<Answer> {
  const { form, desk, member } = visit;
  return entered(visit, await desk.tasks.removeHoliday(form.text('date'), member.email), 'holidayRemoved');
}

async function entered<T>(visit: Visit, result: Result<T>, key: DoneKey): Promise<Answer> {
  if (result.ok) return done('/tasks', key);
  return { ...(await tasksPage(visit)), status: 422, flash: problem(result.message) };
}
