// Owns the view of what the plan and the calendar will send: the next days or the whole cycle.
import { html } from 'hono/html';
import type { PlannedMessage } from '../../app/desk.ts';
import { dayMs } from '../../core/time.ts';
import { longMoment } from '../../core/ukrainian.ts';
import type { Html } from '../layout.ts';
import { audiencePairsInWords, nameOfKey } from './broadcast-words.ts';
import { duration, euros, message, moment, table } from './show.ts';
import { type ConsoleRoute, everyone, type Shown, type Visit } from './visit.ts';
import type { Say } from './words.ts';

export const plannedRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/planned', who: everyone, answer: plannedPage },
];

const spans = ['7', '30', '90', 'cycle'] as const;

async function plannedPage(visit: Visit): Promise<Shown> {
  const { desk, now, say } = visit;
  const span = spans.find((known) => known === visit.query('days')) ?? '30';
  const to = span === 'cycle' ? await endOfCycle(visit) : now + Number(span) * dayMs;
  const messages = await desk.planned(now, to);
  const groups = groupsOf(messages);
  const cost = messages.reduce((sum, one) => sum + one.priceEur, 0);
  const body = html`<p>${say('planned.means')}</p>
${spanLinks(say, span)}
<p><strong>${say('planned.total', { n: groups.length, cost: euros(cost) })}</strong></p>
${groups.map((group, place) => planned(say, group, place))}`;
  return { title: say('planned.title'), body };
}

/** When the last stage of any contest closes; a day past it, so that its last message is seen. */
async function endOfCycle({ desk, now }: Visit): Promise<number> {
  const dates = await desk.calendar.show();
  return Math.max(now, ...dates.map((date) => date.closes)) + dayMs;
}

function spanLinks(say: Say, current: string): Html {
  const items = spans.map(
    (span) =>
      html`<li><a href="/console/planned?days=${span}"${span === current ? html` aria-current="true"` : ''}>${say(`planned.span.${span}`)}</a></li>`,
  );
  return html`<nav aria-label="${say('planned.spans')}"><ul>${items}</ul></nav>`;
}

/** Messages of one broadcast, or of the same few joined, which differ only by channel. */
function groupsOf(messages: readonly PlannedMessage[]): PlannedMessage[][] {
  return [...Map.groupBy(messages, (one) => keysOf(one).join('\n')).values()];
}

function keysOf({ broadcast, mergedWith }: PlannedMessage): string[] {
  return [broadcast, ...(mergedWith ?? [])];
}

function planned(say: Say, group: readonly PlannedMessage[], place: number): Html {
  const [first] = group;
  if (!first) return html``;
  const id = `planned-${place}`;
  const names = keysOf(first).map((key) => nameOfKey(say, key));
  const subject = first.mergedWith ? null : group.find((one) => one.subject !== null)?.subject;
  const name = subject ?? names.join(' + ');
  return html`<article class="sheet" aria-labelledby="${id}">
<h2 id="${id}">${moment(first.at)}</h2>
<p><strong>${name}</strong></p>
${first.line ? html`<p class="soft">${say('broadcasts.line', { line: first.line })}</p>` : ''}
<p>${audiencePairsInWords(say, first.audience)}</p>
<p class="soft">${say('planned.lastUseful')} ${moment(first.lastUsefulAt)}</p>
${table({
  caption: say('planned.caption'),
  about: `${longMoment(first.at)}, ${name}`,
  head: ['channel', 'people', 'price', 'duration'].map((key) => say(`head.${key}`)),
  rows: group.map((one) => [
    say(`channel.${one.channel}`),
    one.recipients,
    euros(one.priceEur),
    duration(say, one.durationSeconds),
  ]),
  numbers: [1, 2],
})}
<details><summary>${say('planned.text')}</summary>${texts(say, group)}</details>
</article>`;
}

/** The text once where every channel has the same one, else once a channel. */
function texts(say: Say, group: readonly PlannedMessage[]): Html {
  const distinct = new Set(group.map((one) => one.text));
  if (distinct.size === 1) return html`${[...distinct].map(message)}`;
  return html`${group.map((one) => html`<h3>${say(`channel.${one.channel}`)}</h3>${message(one.text)}`)}`;
}
