// Owns the forms that send a broadcast once more: to a scope of its recipients, and as a test to the city's own people.
import { html } from 'hono/html';
import { retryScopes } from '../../../app/broadcasts/broadcast-types.ts';
import type { BroadcastView, RetryPreview } from '../../../app/desk.ts';
import type { Html } from '../../layout.ts';
import { button, choiceGroup, input, postForm, select } from '../fields.ts';
import type { Errors } from '../form.ts';
import { type Cell, table } from '../show.ts';
import { approvers, type Visit } from '../visit.ts';

/** Whether there is anybody to whom it could go again, and time for it. */
export function canRetry({ state, results, lastUsefulAt }: BroadcastView, now: number): boolean {
  return results.total > 0 && (state === 'done' || state === 'sending') && now < lastUsefulAt;
}

/** How many people each scope takes up; who joined since a large broadcast only once somebody asked for it. */
export function retryHeads({ desk, query }: Visit, { id }: BroadcastView): Promise<RetryPreview | null> {
  return desk.broadcasts.retryPreview(id, { quick: query('newcomers') !== 'count' });
}

type Retrying = { preview: RetryPreview; errors: Errors };

/** How many people each scope takes up, by channel, and the choice of one; who may not choose sees the numbers. */
export function retryForm({ csrf, say, member, query }: Visit, view: BroadcastView, of: Retrying): Html {
  const { preview, errors } = of;
  const sum = (counts: Readonly<Record<string, number>>) =>
    Object.values(counts).reduce((all, one) => all + one, 0);
  const options = retryScopes.map((scope) => {
    const [label, heads] = [say(`retry.${scope}`), preview[scope]];
    return { value: scope, label: heads ? say('retry.withCount', { label, n: sum(heads) }) : label };
  });
  const asks =
    preview.new === null
      ? html`<p><a href="/console/broadcasts/${encodeURIComponent(view.id)}?newcomers=count#again">${say('retry.count')}</a> <span class="soft">${say('retry.countHint')}</span></p>`
      : '';
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
  const may = approvers.includes(member.role);
  const open = errors.scope !== undefined || query('newcomers') === 'count';
  return html`<details id="again"${open ? html` open` : ''}><summary>${say('retry.title')}</summary>${counts({ say }, preview)}${asks}${may ? form : html`<p>${say('retry.role')}</p>`}</details>`;
}

function counts({ say }: Pick<Visit, 'say'>, preview: RetryPreview): Html {
  const channels = [...new Set(retryScopes.flatMap((scope) => Object.keys(preview[scope] ?? {})))];
  if (channels.length === 0 && preview.new === null) return html``;
  if (channels.length === 0) return html`<p>${say('retry.nobody')}</p>`;
  const rows = retryScopes.map((scope): Cell[] => [
    say(`retry.${scope}`),
    ...channels.map((name) => (preview[scope] ? (preview[scope][name] ?? 0) : say('retry.uncounted'))),
  ]);
  return table({
    caption: say('retry.caption'),
    head: [say('retry.head'), ...channels.map((name) => say(`channel.${name}`))],
    rows,
    numbers: channels.map((_, index) => index + 1),
  });
}

/** Sends the message to one address of the city's own people; residents get nothing by it. */
export function testForm({ csrf, say }: Visit, view: BroadcastView, errors: Errors): Html {
  const over = view.state === 'cancelled' || view.state === 'missed' || view.state === 'done';
  if (over || view.tryable.length === 0) return html``;
  const channel = select({
    name: 'channel',
    scope: 'test',
    label: say('head.channel'),
    options: view.tryable.map((name) => ({ value: name, label: say(`channel.${name}`) })),
  });
  const to = input({
    name: 'to',
    scope: 'test',
    label: say('test.to'),
    hint: say('test.hint'),
    required: true,
    error: errors.to,
  });
  const form = postForm({
    action: `/broadcasts/${encodeURIComponent(view.id)}/test`,
    csrf,
    body: html`${channel}${to}${button(say('test.do'), { look: 'quiet' })}`,
  });
  return html`<details${errors.to ? html` open` : ''}><summary>${say('test.title')}</summary>${form}</details>`;
}
