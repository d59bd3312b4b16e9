// Owns what the console does when staff correct a broadcast or take it back; the forms are in broadcast-amend-forms.ts, and
// who may is the application's to decide.
import type { AmendmentView } from '../../../app/broadcasts/correction.ts';
import { type Answer, type ConsoleRoute, done, everyone, problem, type Visit } from '../visit.ts';
import { broadcastPage } from './broadcast.ts';

export const amendRoutes: readonly ConsoleRoute[] = [
  { method: 'POST', path: '/broadcasts/:id/correct', who: everyone, answer: correct },
  { method: 'POST', path: '/broadcasts/:id/recall', who: everyone, answer: recall },
];

async function correct(visit: Visit): Promise<Answer> {
  const { desk, form, member, say } = visit;
  const [text, subject, emergency] = [form.text('text'), form.text('subject'), form.text('emergency')];
  if (text === '')
    return await broadcastPage(visit, problem(say('form.check')), { amend: say('error.required') });
  const given = { text, subject: subject || null, by: member.email, emergency: emergency || null };
  const result = await desk.corrections.correct(visit.param('id'), given);
  if (result.ok)
    return seen(result.value, result.value.state === 'waiting' ? 'corrected' : 'correctedAtOnce');
  return await broadcastPage(visit, problem(result.message), { amend: result.message });
}

async function recall(visit: Visit): Promise<Answer> {
  const { desk, member } = visit;
  const result = await desk.corrections.recall(visit.param('id'), { by: member.email });
  if (!result.ok) return await broadcastPage(visit, problem(result.message));
  return seen(result.value, result.value.state === 'waiting' ? 'recallWaits' : 'recalled');
}

/** On to the page of the correction or recall, which is a broadcast of its own. */
function seen(
  { id }: AmendmentView,
  key: 'corrected' | 'correctedAtOnce' | 'recallWaits' | 'recalled',
): Answer {
  return done(`/broadcasts/${encodeURIComponent(id)}`, key);
}
