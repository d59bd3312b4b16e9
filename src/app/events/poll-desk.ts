// Owns what staff do with opinion polls: ask, look, end, and the counts once a poll is over.
import { addPoll, changePoll, findPoll, listPolls } from '../../../db/events.ts';
import { fewestAnswers } from '../../core/dialog/dialog-polls.ts';
import { fewestOptions, mostOptions, type Poll } from '../../core/event.ts';
import { type App, reading, writing } from '../app.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';
import { countsOf } from './event-answers.ts';

export type PollState = 'planned' | 'open' | 'closed';
/** `counts` null: the poll is not over, or so few answered that the counts would tell who said what. */
export type PollView = Poll & { state: PollState; answers: number; counts: number[] | null };
export type NewPoll = Omit<Poll, 'id'>;

export type PollDesk = {
  list: () => Promise<PollView[]>;
  show: (id: string) => Promise<PollView | null>;
  add: (poll: NewPoll, by: string) => Promise<Result<PollView>>;
  /** Ends a poll now. */
  close: (id: string, by: string) => Promise<Result<PollView>>;
};

const longestQuestion = 300;
/** What a button shows whole on every channel. */
const longestOption = 80;

/** The polls' part of the desk. */
export function pollDesk(app: App): PollDesk {
  return {
    list: async () => {
      const views: PollView[] = [];
      for (const { createdAt: _, createdBy: __, ...poll } of await listPolls(reading(app)))
        views.push(await viewOf(app, poll));
      return views;
    },
    show: (id) => show(app, id),
    add: (poll, by) => add(app, poll, by),
    close: (id, by) => close(app, id, by),
  };
}

async function show(app: App, id: string): Promise<PollView | null> {
  const poll = await findPoll(reading(app), id);
  return poll && (await viewOf(app, poll));
}

async function viewOf(app: App, poll: Poll): Promise<PollView> {
  const { id, question, options, contest, opensAt, closesAt } = poll;
  const now = app.clock.now();
  const state = now < opensAt ? 'planned' : now < closesAt ? 'open' : 'closed';
  const counts = await countsOf(reading(app), `poll:${id}`, options.length);
  const answers = counts.reduce((sum, n) => sum + n, 0);
  const told = state === 'closed' && answers >= fewestAnswers;
  return { id, question, options, contest, opensAt, closesAt, state, answers, counts: told ? counts : null };
}

async function add(app: App, given: NewPoll, by: string): Promise<Result<PollView>> {
  const question = given.question.trim();
  const options = given.options.map((option) => option.trim()).filter((option) => option !== '');
  if (question === '' || question.length > longestQuestion)
    return refuse(app, 'poll.question', { most: String(longestQuestion) });
  if (options.length < fewestOptions || options.length > mostOptions)
    return refuse(app, 'poll.options', { fewest: String(fewestOptions), most: String(mostOptions) });
  if (new Set(options.map((option) => option.toLowerCase())).size < options.length)
    return refuse(app, 'poll.twice');
  if (options.some((option) => option.length > longestOption))
    return refuse(app, 'poll.optionLong', { most: String(longestOption) });
  const { contest, opensAt, closesAt } = given;
  if (closesAt <= Math.max(opensAt, app.clock.now())) return refuse(app, 'poll.order');
  const id = app.newId();
  const poll = { id, question, options, contest, opensAt, closesAt };
  await writing(app, async (at) => {
    await addPoll(at, { ...poll, createdAt: app.clock.now(), createdBy: by });
    await writeAudit(at, app, { actor: by, act: 'poll.add', object: id });
  });
  return { ok: true, value: await viewOf(app, poll) };
}

async function close(app: App, id: string, by: string): Promise<Result<PollView>> {
  const poll = await show(app, id);
  if (!poll) return refuse(app, 'poll.unknown', { id });
  if (poll.state === 'closed') return refuse(app, 'poll.closed');
  await writing(app, async (at) => {
    await changePoll(at, id, { closesAt: app.clock.now() });
    await writeAudit(at, app, { actor: by, act: 'poll.close', object: id });
  });
  const closed = await show(app, id);
  return closed ? { ok: true, value: closed } : refuse(app, 'poll.unknown', { id });
}
