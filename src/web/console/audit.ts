// Owns the page of the audit trail.
import { html } from 'hono/html';
import type { Html } from '../layout.ts';
import { oneOf } from './form.ts';
import { moment, table } from './show.ts';
import { admins, type ConsoleRoute, type Shown, type Visit } from './visit.ts';
import type { Say } from './words.ts';

export const auditRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/audit', who: admins, answer: auditPage },
];

const actsShown = 200;

/** The acts that we have words for; another one is shown by its code. */
const knownActs = [
  'signIn',
  'staff.add',
  'calendar.set',
  'question.answer',
  'question.take',
  'question.leave',
  'duty.save',
  'unanswered.close',
  'text.propose',
  'text.approve',
  'text.withdraw',
  'text.undo',
  'event.add',
  'plan.import',
  'plan.confirm',
  'plan.unconfirm',
  'plan.drop',
  'broadcast.create',
  'broadcast.approve',
  'broadcast.pause',
  'broadcast.resume',
  'broadcast.cancel',
  'broadcast.retry',
  'unknown.resend',
  'unknown.leave',
  'task.done',
  'task.dropped',
  'task.superseded',
  'happening.add',
  'holiday.add',
  'holiday.remove',
  'pack.make',
  'cycle.next',
] as const;

function actName(say: Say, act: string): Html {
  const known = oneOf(knownActs, act);
  return known ? html`${say(`audit.act.${known}`)}` : html`<code>${act}</code>`;
}

async function auditPage({ desk, say }: Visit): Promise<Shown> {
  const acts = await desk.audit(actsShown);
  const body =
    acts.length > 0
      ? table({
          caption: say('audit.caption', { n: actsShown }),
          head: ['at', 'actor', 'act', 'object'].map((key) => say(`audit.head.${key}`)),
          rows: acts.map(({ at, actor, act, object }) => [
            moment(at),
            actor,
            actName(say, act),
            html`<code>${object}</code>`,
          ]),
        })
      : html`<p>${say('audit.none')}</p>`;
  return { title: say('audit.title'), body };
}
