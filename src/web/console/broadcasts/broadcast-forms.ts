// Owns which acts a broadcast's page offers in each state and to whom; the application decides again on each.
import { html } from 'hono/html';
import type { BroadcastAct, BroadcastView } from '../../../app/desk.ts';
import type { BroadcastState } from '../../../core/broadcast.ts';
import type { Html } from '../../layout.ts';
import { button, hidden, input, type Look, postForm } from '../fields.ts';
import type { Errors } from '../form.ts';
import { link } from '../show.ts';
import { approvers, type Visit } from '../visit.ts';
import type { Say } from '../words.ts';

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

/** Which acts the application would take from this person; it decides again on each. */
function mayDo({ member }: Visit, view: BroadcastView, act: BroadcastAct): boolean {
  const own = isOwn(view, member.email);
  const approver = approvers.includes(member.role);
  switch (act) {
    case 'approve':
      return approver && !(own && view.secondApproval);
    case 'pause':
      return true;
    case 'resume':
      return approver;
    case 'cancel':
      return approver || (own && (view.state === 'draft' || view.state === 'waiting'));
  }
}

function isOwn(view: BroadcastView, email: string): boolean {
  return view.createdBy === email || view.editedBy === email;
}

/** Everything that the person may do now; `errors` are those of the form that was just sent. */
export function actForms(visit: Visit, view: BroadcastView, sent: { errors: Errors }): Html {
  const { say, member } = visit;
  const acts = actsIn(view.state);
  const forms = acts.filter((act) => mayDo(visit, view, act)).map((act) => actForm(visit, view, act));
  const waits = acts.includes('approve');
  const emergency = waits && approvers.includes(member.role) ? emergencyForm(visit, view, sent.errors) : '';
  const edit = canEdit(view)
    ? html`<p>${link(`/broadcasts/${encodeURIComponent(view.id)}/edit`, say('broadcast.edit'))}</p>`
    : '';
  if (forms.length === 0 && edit === '' && !waits) return html``;
  return html`<h2>${say('broadcast.acts')}</h2>
${waits ? html`<p>${say(whyWaits(visit, view))}</p>` : ''}
${edit}<div class="acts">${forms}</div>${emergency}`;
}

/** What staff wrote themselves and nobody has been sent yet. */
/** Whether its form can still be opened. */
export function canEdit({ kind, state, results }: BroadcastView): boolean {
  const open = state === 'draft' || state === 'waiting' || state === 'approved' || state === 'paused';
  return kind === 'own' && open && results.total === 0;
}

function whyWaits({ member }: Visit, view: BroadcastView): string {
  if (isOwn(view, member.email)) return view.secondApproval ? 'broadcast.ownWaits' : 'broadcast.ownMay';
  return approvers.includes(member.role) ? 'broadcast.mayApprove' : 'broadcast.waitsForApprover';
}

const looks: Readonly<Record<BroadcastAct, Look>> = {
  approve: 'main',
  pause: 'quiet',
  resume: 'main',
  cancel: 'grave',
};

/** The form of one act; an approval is tied to what this page shows. */
function actForm({ csrf, say }: Visit, view: BroadcastView, act: BroadcastAct): Html {
  const form = postForm({
    action: `/broadcasts/${encodeURIComponent(view.id)}/${act}`,
    csrf,
    body: html`${act === 'approve' ? hidden({ seen: view.hash }) : ''}${actMeans(say, view, act)}${button(say(`act.${act}`), { look: looks[act] })}`,
  });
  // Cancelling can't be taken back: a second step stands before the button.
  return act === 'cancel'
    ? html`<details><summary>${say('broadcast.cancelSummary')}</summary>${form}</details>`
    : form;
}

/** What an act does, in words and in the numbers of this moment, before it is done. */
function actMeans(say: Say, view: BroadcastView, act: BroadcastAct): Html {
  const { total, pending, claimed, sent, delivered } = view.results;
  const waiting = pending + claimed;
  const numbers = { waiting, sent: sent + delivered };
  switch (act) {
    case 'approve':
      return html``;
    case 'pause':
      return html`<p>${say(total > 0 ? 'broadcast.pauseMeans' : 'broadcast.pauseUnbegun', numbers)}</p>`;
    case 'resume':
      return html`<p>${say(total > 0 ? 'broadcast.resumeMeans' : 'broadcast.resumeUnbegun', numbers)}</p>`;
    case 'cancel':
      return html`<p>${say('broadcast.cancelMeans')}${total > 0 ? ` ${say('broadcast.cancelNumbers', numbers)}` : ''}</p>`;
  }
}

function emergencyForm({ csrf, say }: Visit, view: BroadcastView, errors: Errors): Html {
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
    body: html`${hidden({ seen: view.hash, urgent: 'yes' })}${reason}${button(say('broadcast.emergencyApprove'), { look: 'grave' })}`,
  });
  return html`<details${errors.emergency ? html` open` : ''}><summary>${say('broadcast.emergency')}</summary>${form}</details>`;
}
