// Owns approving a change of a text and taking it back. How it looks is text-waiting.ts's.
import type { Result } from '../../../app/desk.ts';
import {
  type Answer,
  approvers,
  type ConsoleRoute,
  type DoneKey,
  done,
  everyone,
  problem,
  type Visit,
} from '../visit.ts';
import { namedText, noText, textPage } from './text-edit.ts';
import { textPath } from './text-words.ts';

export const textActRoutes: readonly ConsoleRoute[] = [
  { method: 'POST', path: '/texts/:kind/:key/approve', who: approvers, answer: approve },
  { method: 'POST', path: '/texts/:kind/:key/withdraw', who: everyone, answer: withdraw },
];

async function after<T>(visit: Visit, result: Result<T>, key: DoneKey): Promise<Answer> {
  const name = namedText(visit);
  if (!name) return noText(visit);
  if (result.ok) return done(textPath(name), key);
  return { ...(await textPage(visit, null, problem(result.message))), status: 409 };
}

async function approve(visit: Visit): Promise<Answer> {
  const { desk, form, member } = visit;
  return after(visit, await desk.texts.approve(form.text('id'), member.email), 'textApproved');
}

async function withdraw(visit: Visit): Promise<Answer> {
  const { desk, form, member } = visit;
  return after(visit, await desk.texts.withdraw(form.text('id'), member.email), 'entryWithdrawn');
}
