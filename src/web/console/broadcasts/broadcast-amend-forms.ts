// Owns the two forms that change what went out, correcting and taking back, with how many people each reaches.
import { html } from 'hono/html';
import type { BroadcastView } from '../../../app/desk.ts';
import type { Html } from '../../layout.ts';
import { button, input, postForm, textArea } from '../fields.ts';
import type { Errors } from '../form.ts';
import { type Cell, table } from '../show.ts';
import { approvers, type Visit } from '../visit.ts';

/** Both forms, where there is anything to change; after a refusal (`amend`) the correction stands open as it was typed. */
export async function amendForms(visit: Visit, view: BroadcastView, errors: Errors): Promise<Html> {
  const reach = view.results.total > 0 ? await visit.desk.corrections.reach(view.id) : null;
  if (!reach) return html``;
  const { say } = visit;
  const channels = [...new Set([...Object.keys(reach.changeable), ...Object.keys(reach.fixed)])];
  const people = table({
    caption: say('amend.caption'),
    head: [say('head.channel'), say('amend.changeable'), say('amend.fixed')],
    rows: channels.map((name): Cell[] => [
      say(`channel.${name}`),
      reach.changeable[name] ?? 0,
      reach.fixed[name] ?? 0,
    ]),
    numbers: [1, 2],
  });
  return html`<h2>${say('amend.title')}</h2>
<p>${say('amend.means')}</p>
${channels.length > 0 ? people : html`<p>${say('amend.nobody')}</p>`}
${view.kind === 'correction' ? '' : correctForm(visit, view, errors.amend)}
${recallForm(visit, view)}`;
}

function correctForm(visit: Visit, view: BroadcastView, error: string | undefined): Html {
  const { csrf, say, member } = visit;
  const typed = (name: string, before: string) => (error === undefined ? before : visit.form.text(name));
  const scope = 'correct';
  const text = textArea({
    name: 'text',
    scope,
    label: say('amend.text'),
    hint: say('amend.textHint'),
    value: typed('text', view.text),
    required: true,
    error,
  });
  const subject =
    view.subject === null
      ? ''
      : input({ name: 'subject', scope, label: say('amend.subject'), value: typed('subject', view.subject) });
  const emergency = approvers.includes(member.role)
    ? input({
        name: 'emergency',
        scope,
        label: say('amend.emergency'),
        hint: say('amend.emergencyHint'),
        value: typed('emergency', ''),
      })
    : '';
  const form = postForm({
    action: `/broadcasts/${encodeURIComponent(view.id)}/correct`,
    csrf,
    body: html`${text}${subject}${emergency}${button(say('amend.correct'))}`,
  });
  return html`<details${error === undefined ? '' : html` open`}><summary>${say('amend.correctSummary')}</summary>${form}</details>`;
}

function recallForm({ csrf, say, member }: Visit, view: BroadcastView): Html {
  const form = postForm({
    action: `/broadcasts/${encodeURIComponent(view.id)}/recall`,
    csrf,
    body: html`<p>${say('amend.recallMeans')}</p>${
      approvers.includes(member.role) ? '' : html`<p>${say('amend.recallWaits')}</p>`
    }${button(say('amend.recall'), { look: 'grave' })}`,
  });
  // Taking back can't be taken back: a second step stands before the button.
  return html`<details><summary>${say('amend.recallSummary')}</summary>${form}</details>`;
}
