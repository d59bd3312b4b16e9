// Owns which acts a broadcast's page offers in each state and to whom; the application decides again on each.
import { html } from 'hono/html';
import type { BroadcastAct, BroadcastView, RetryScope } from '../../app/desk.ts';
import type { BroadcastState } from '../../core/broadcast.ts';
import type { Html } from '../layout.ts';
import { button, choiceGroup, hidden, input, type Look, postForm } from './fields.ts';
import type { Errors } from './form.ts';
import { approvers, type Visit } from './visit.ts';

export const retryScopes: readonly RetryScope[] = ['failed', 'unknown', 'never', 'new'];

/** The acts that make sense in a state. */
function actsIn(state: BroadcastState): readonly BroadcastAct[] {
  switch (state) {
    case 'draft':
    case 'waiting':
      return ['approve', 'cancel'];
    case 'approved':
      return ['pause', 'cancel'];
    case 'expanding':
    case 'sending':
      return ['pause', 'cancel'];
    case 'paused':
      return ['resume', 'cancel'];
    case 'cancelled':
    case 'missed':
    case 'done':
      return [];
  }
}

/** `seen` ties an approval to what this page shows; `errors` are those of the form that was just sent. */
type Sent = { seen: string; errors: Errors };

/** Everything that the person may do now. */
export function actForms(visit: Visit, view: BroadcastView, sent: Sent): Html {
  const { say, member } = visit;
  const acts = actsIn(view.state);
  const mayApprove = approvers.includes(member.role);
  const forms = acts
    .filter((act) => act !== 'approve' || (mayApprove && view.createdBy !== member.email))
    .map((act) => actForm(visit, { view, act, seen: sent.seen }));
  const waits = acts.includes('approve');
  const emergency = waits && mayApprove ? emergencyForm(visit, view, sent) : '';
  const retry = canRetry(view) ? retryForm(visit, view, sent) : '';
  if (forms.length === 0 && retry === '' && !waits) return html``;
  return html`<h2>${say('broadcast.acts')}</h2>
${waits ? html`<p>${say(whyWaits(visit, view))}</p>` : ''}
<div class="acts">${forms}</div>${emergency}${retry}`;
}

function whyWaits({ member }: Visit, view: BroadcastView): string {
  if (view.createdBy === member.email) return 'broadcast.ownWaits';
  return approvers.includes(member.role) ? 'broadcast.mayApprove' : 'broadcast.waitsForApprover';
}

const looks: Readonly<Record<BroadcastAct, Look>> = {
  approve: 'main',
  pause: 'quiet',
  resume: 'main',
  cancel: 'grave',
};

type ActOf = { view: BroadcastView; act: BroadcastAct; seen: string };

function actForm({ csrf, say }: Visit, { view, act, seen }: ActOf): Html {
  const form = postForm({
    action: `/broadcasts/${encodeURIComponent(view.id)}/${act}`,
    csrf,
    body: html`${act === 'approve' ? hidden({ seen }) : ''}${act === 'cancel' ? html`<p>${say('broadcast.cancelMeans')}</p>` : ''}${button(say(`act.${act}`), { look: looks[act] })}`,
  });
  // Cancelling can't be taken back: a second step stands before the button.
  return act === 'cancel'
    ? html`<details><summary>${say('broadcast.cancelSummary')}</summary>${form}</details>`
    : form;
}

function emergencyForm({ csrf, say }: Visit, view: BroadcastView, { seen, errors }: Sent): Html {
  const reason = input({
    name: 'emergency',
    label: say('broadcast.emergencyReason'),
    hint: say('broadcast.emergencyHint'),
    required: true,
    error: errors.emergency,
  });
  const form = postForm({
    action: `/broadcasts/${encodeURIComponent(view.id)}/approve`,
    csrf,
    body: html`${hidden({ seen, urgent: 'yes' })}${reason}${button(say('broadcast.emergencyApprove'), { look: 'grave' })}`,
  });
  return html`<details${errors.emergency ? html` open` : ''}><summary>${say('broadcast.emergency')}</summary>${form}</details>`;
}

function canRetry({ state, results }: BroadcastView): boolean {
  return results.total > 0 && (state === 'done' || state === 'sending');
}

function retryForm({ csrf, say }: Visit, view: BroadcastView, { errors }: Sent): Html {
  const { failed, unknown, expired } = view.results;
  const counts: Record<RetryScope, number | null> = { failed, unknown, never: expired, new: null };
  const options = retryScopes.map((scope) => {
    const count = counts[scope];
    const label = say(`retry.${scope}`);
    return { value: scope, label: count === null ? label : say('retry.withCount', { label, n: count }) };
  });
  const scope = choiceGroup({
    name: 'scope',
    label: say('retry.whom'),
    hint: say('retry.hint'),
    kind: 'radio',
    options,
    chosen: ['failed'],
    tall: true,
    error: errors.scope,
  });
  const form = postForm({
    action: `/broadcasts/${encodeURIComponent(view.id)}/retry`,
    csrf,
    body: html`${scope}${button(say('retry.do'), { look: 'quiet' })}`,
  });
  return html`<details${errors.scope ? html` open` : ''}><summary>${say('retry.title')}</summary>${form}</details>`;
}
