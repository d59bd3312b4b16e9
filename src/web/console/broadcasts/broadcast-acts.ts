// Owns what staff do to a broadcast: approve, pause, resume, cancel, try again, try out. Who may is checked here and by the application.
import { type ActDetail, retryScopes } from '../../../app/broadcasts/broadcast-types.ts';
import type { BroadcastAct } from '../../../app/desk.ts';
import { oneOf } from '../form.ts';
import { type Answer, approvers, type ConsoleRoute, done, everyone, problem, type Visit } from '../visit.ts';
import { broadcastPage } from './broadcast.ts';

export const broadcastActRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/broadcasts/:id', who: everyone, answer: (visit) => broadcastPage(visit) },
  { method: 'POST', path: '/broadcasts/:id/approve', who: approvers, answer: approve },
  { method: 'POST', path: '/broadcasts/:id/pause', who: everyone, answer: (visit) => act(visit, 'pause') },
  { method: 'POST', path: '/broadcasts/:id/resume', who: approvers, answer: (visit) => act(visit, 'resume') },
  { method: 'POST', path: '/broadcasts/:id/cancel', who: everyone, answer: (visit) => act(visit, 'cancel') },
  { method: 'POST', path: '/broadcasts/:id/retry', who: approvers, answer: retry },
  { method: 'POST', path: '/broadcasts/:id/test', who: everyone, answer: sendTest },
];

const pathOf = (visit: Visit) => `/broadcasts/${encodeURIComponent(visit.param('id'))}`;

/** An approval is of what the approver saw; where it changed since, they are shown the new one. */
async function approve(visit: Visit): Promise<Answer> {
  const { desk, form, say } = visit;
  const view = await desk.broadcasts.show(visit.param('id'));
  const seen = form.text('seen');
  if (view && seen !== view.hash) return broadcastPage(visit, problem(say('broadcast.changedMeanwhile')));
  const emergency = form.text('emergency');
  if (form.text('urgent') === 'yes' && emergency === '') {
    return broadcastPage(visit, problem(say('form.check')), {
      emergency: say('broadcast.emergencyNoReason'),
    });
  }
  return act(visit, 'approve', { hash: seen, ...(emergency === '' ? {} : { emergency }) });
}

async function act(visit: Visit, name: BroadcastAct, more: ActDetail = {}): Promise<Answer> {
  const { desk, member } = visit;
  const result = await desk.broadcasts.act(visit.param('id'), name, member.email, more);
  if (!result.ok) return broadcastPage(visit, problem(result.message));
  const { sent, delivered } = result.value.results;
  return done(pathOf(visit), name, { count: sent + delivered });
}

async function retry(visit: Visit): Promise<Answer> {
  const { desk, form, member, say } = visit;
  const scope = oneOf(retryScopes, form.text('scope'));
  if (!scope) return broadcastPage(visit, problem(say('form.check')), { scope: say('retry.noScope') });
  const result = await desk.broadcasts.retry(visit.param('id'), scope, member.email);
  if (!result.ok) return broadcastPage(visit, problem(result.message));
  return done(pathOf(visit), 'retried', { count: result.value.rows });
}

/** Sends the message, marked, to one address of the city's own people. */
async function sendTest(visit: Visit): Promise<Answer> {
  const { desk, form, member, say } = visit;
  const [to, channel] = [form.text('to'), form.text('channel')];
  if (to === '') return broadcastPage(visit, problem(say('form.check')), { to: say('error.required') });
  const result = await desk.broadcasts.test(visit.param('id'), { to, channel, by: member.email });
  if (!result.ok) return broadcastPage(visit, problem(result.message), { to: result.message });
  return done(pathOf(visit), 'tested');
}
