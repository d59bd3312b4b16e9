// Owns what staff do to a broadcast: approve, pause, resume, cancel, try again. Who may is checked here and by the application.
import type { BroadcastAct } from '../../app/desk.ts';
import { broadcastPage, fingerprint } from './broadcast.ts';
import { retryScopes } from './broadcast-forms.ts';
import { oneOf } from './form.ts';
import { type Answer, approvers, type ConsoleRoute, done, everyone, problem, type Visit } from './visit.ts';

export const broadcastActRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/broadcasts/:id', who: everyone, answer: (visit) => broadcastPage(visit) },
  { method: 'POST', path: '/broadcasts/:id/approve', who: approvers, answer: approve },
  { method: 'POST', path: '/broadcasts/:id/pause', who: everyone, answer: (visit) => act(visit, 'pause') },
  { method: 'POST', path: '/broadcasts/:id/resume', who: everyone, answer: (visit) => act(visit, 'resume') },
  { method: 'POST', path: '/broadcasts/:id/cancel', who: everyone, answer: (visit) => act(visit, 'cancel') },
  { method: 'POST', path: '/broadcasts/:id/retry', who: everyone, answer: retry },
];

const pathOf = (visit: Visit) => `/broadcasts/${encodeURIComponent(visit.param('id'))}`;

/** An approval is of what the approver saw; where it changed since, they are shown the new one. */
async function approve(visit: Visit): Promise<Answer> {
  const { desk, form, say } = visit;
  const view = await desk.broadcasts.show(visit.param('id'));
  if (view && form.text('seen') !== fingerprint(view)) {
    return broadcastPage(visit, problem(say('broadcast.changedMeanwhile')));
  }
  const reason = form.text('emergency');
  if (form.text('urgent') === 'yes' && reason === '') {
    return broadcastPage(visit, problem(say('form.check')), {
      emergency: say('broadcast.emergencyNoReason'),
    });
  }
  return act(visit, 'approve', reason);
}

async function act(visit: Visit, name: BroadcastAct, emergency = ''): Promise<Answer> {
  const { desk, member } = visit;
  const id = visit.param('id');
  const result = await (emergency === ''
    ? desk.broadcasts.act(id, name, member.email)
    : desk.broadcasts.act(id, name, member.email, emergency));
  return result.ok ? done(pathOf(visit), name) : broadcastPage(visit, problem(result.message));
}

async function retry(visit: Visit): Promise<Answer> {
  const { desk, form, member, say } = visit;
  const scope = oneOf(retryScopes, form.text('scope'));
  if (!scope) return broadcastPage(visit, problem(say('form.check')), { scope: say('retry.noScope') });
  const result = await desk.broadcasts.retry(visit.param('id'), scope, member.email);
  if (!result.ok) return broadcastPage(visit, problem(result.message));
  return done(pathOf(visit), 'retried', { count: result.value.rows });
}
