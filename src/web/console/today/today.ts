// Owns the first page: where the contests stand, what goes out next and what is wrong; what waits for the reader is
// today-needs.ts's, the first steps are first-steps.ts's.
import { html } from 'hono/html';
import type { BroadcastSummary, StageDate, Today } from '../../../app/desk.ts';
import { alarmKindOf } from '../../../app/running/alarm.ts';
import { contestIds } from '../../../core/contest.ts';
import { daysBetween, lastDay, localDate } from '../../../core/time.ts';
import { closingMoment, longDate } from '../../../core/ukrainian.ts';
import type { Html } from '../../layout.ts';
import { aboutLine, broadcastName, channelNames, stateTag } from '../broadcasts/broadcast-words.ts';
import { stopWords } from '../broadcasts/reason-words.ts';
import { link, message, moment, table } from '../show.ts';
import { type ConsoleRoute, everyone, type Visit } from '../visit.ts';
import type { Say } from '../words.ts';
import { firstSteps } from './first-steps.ts';
import { maySign, needs } from './today-needs.ts';

export const todayRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/', who: everyone, answer: todayPage },
];

/** More than these are on the page of everything planned. */
const nextShown = 10;

async function todayPage(visit: Visit) {
  const { desk, say } = visit;
  const [today, dates, plans, staff, tasks, proposed] = await Promise.all([
    desk.today(),
    desk.calendar.show(),
    desk.plans.list(),
    desk.staff.list(),
    desk.tasks.list(['open']),
    desk.texts.proposed(),
  ]);
  const body = html`${today.training ? training(say) : ''}
<p class="soft">${say('today.now')} ${moment(today.now)}</p>
${firstSteps(visit, { today, dates, plans, staff })}
${alarms(say, today)}
${needs(visit, { today, tasks, proposed, plans })}
${stages(say, { today, dates })}
${next(visit, today)}
${gaps(say, today)}
${situations(say, today)}
${subscribers(say, today)}
<p class="soft">${today.backupAt === null ? say('today.noBackup') : html`${say('today.backup')} ${moment(today.backupAt)}`}</p>`;
  return { title: say('today.title'), body };
}

function training(say: Say): Html {
  return html`<div class="flash note" role="note"><p><strong>${say('today.training')}</strong> ${say('today.trainingMeans')}</p></div>`;
}

function alarms(say: Say, { alarms }: Today): Html {
  if (alarms.length === 0) return html``;
  const items = alarms.map(
    ({ key, text, raisedAt }) =>
      html`<li><strong>${text}</strong> <span class="soft">(${moment(raisedAt)})</span><br>${say(`alarm.${alarmKindOf(key)}.do`)}</li>`,
  );
  return html`<section class="flash problem" aria-labelledby="alarms"><h2 id="alarms">${say('today.alarms')}</h2><ul>${items}</ul></section>`;
}

/** What runs in each contest and how long, and what comes after it. */
function stages(say: Say, { today, dates }: { today: Today; dates: readonly StageDate[] }): Html {
  const rows = contestIds.flatMap((contest) => {
    const own = dates.filter((date) => date.contest === contest);
    const open = own.filter(({ opens, closes }) => opens <= today.now && today.now < closes);
    const [coming] = own.filter(({ opens }) => opens > today.now).sort((a, b) => a.opens - b.opens);
    const running = open.map((date) => [
      say(`contest.${contest}`),
      date.title,
      html`${say('today.stageUntil', { date: closingMoment(date.closes) })}${mark(say, date)}`,
      daysLeft(say, today.now, date.closes),
    ]);
    const after = coming
      ? [
          [
            say(`contest.${contest}`),
            say('today.stageComes', { stage: coming.title }),
            html`${say('today.stageFrom', { date: longDate(localDate(coming.opens)) })}${mark(say, coming)}`,
            say('today.stageIn', { n: daysBetween(localDate(today.now), localDate(coming.opens)) }),
          ],
        ]
      : [];
    return [...running, ...after];
  });
  return html`<h2>${say('today.stages')}</h2>${
    rows.length > 0
      ? table({
          caption: say('today.stagesCaption'),
          head: ['contest', 'stage', 'until', 'left'].map((key) => say(`today.head.${key}`)),
          rows,
        })
      : html`<p>${say('today.noStages')}</p>`
  }`;
}

function mark(say: Say, { example }: StageDate): string {
  return example ? ` ${say('calendar.example')}` : '';
}

/** Counted by days of the wall: a stage that ends tonight is in its last day. */
function daysLeft(say: Say, now: number, closes: number): string {
  const days = daysBetween(localDate(now), lastDay(closes));
  return days <= 0 ? say('today.lastDay') : say('today.daysLeft', { n: days });
}

/** What is approved and what waits, in the order in which it goes out; each with what the reader can do about it. */
function next(visit: Visit, { next, waiting }: Today): Html {
  const { say } = visit;
  const all = [...new Map([...waiting, ...next].map((one) => [one.id, one])).values()];
  const rows = all.sort((a, b) => a.at - b.at).slice(0, nextShown);
  return html`<h2>${say('today.next')}</h2>${
    rows.length > 0
      ? table({
          caption: say('today.nextCaption'),
          head: [...['broadcast', 'at', 'channels', 'state'].map((key) => say(`broadcasts.head.${key}`))],
          rows: rows.map((row) => [
            actOn(visit, row),
            moment(row.at),
            channelNames(say, row.channels),
            html`${stateTag(say, row.state)}${row.reason ? html`<br><span class="soft">${stopWords(say, row.reason)}</span>` : ''}`,
          ]),
        })
      : html`<p>${say('today.nothingNext')}</p>`
  }<p><a href="/console/planned">${say('today.allPlanned')}</a></p>`;
}

/** The name of a broadcast and the way to it, called by what there is to do. */
function actOn(visit: Visit, row: BroadcastSummary): Html {
  const { say } = visit;
  const name = broadcastName(say, row);
  const act = say(row.state === 'waiting' && maySign(visit, row) ? 'today.approve' : 'today.look');
  const line = row.line
    ? html`<br><span class="soft">${say('broadcasts.line', { line: row.line })}</span>`
    : '';
  return html`${name}${aboutLine(row)}${line}<br><a href="/console/broadcasts/${encodeURIComponent(row.id)}" aria-label="${act}: ${name}">${act}</a>`;
}

function gaps(say: Say, { gaps }: Today): Html {
  if (gaps.length === 0) return html``;
  return html`<h2 id="gaps">${say('today.gaps')}</h2><p>${say('today.gapsMean')}</p>${table({
    caption: say('today.gapsCaption'),
    head: [say('today.gapLabel'), say('today.gapTimes')],
    rows: gaps.map(({ label, rule, times }) => [
      link(`/texts/rule/${encodeURIComponent(rule)}`, label),
      times,
    ]),
    numbers: [1],
  })}`;
}

function situations(say: Say, { situations }: Today): Html {
  const items = situations.map(
    ({ contest, text }) =>
      html`<section aria-label="${say(`contest.${contest}`)}">${message(text)}</section>`,
  );
  return html`<h2>${say('today.situations')}</h2><div class="pair">${items}</div>`;
}

function subscribers(say: Say, { subscribers }: Today): Html {
  const rows = Object.entries(subscribers).map(([name, count]) => [say(`channel.${name}`), count]);
  return html`<h2>${say('today.subscribers')}</h2>${
    rows.length > 0
      ? table({
          caption: say('today.subscribersCaption'),
          head: [say('head.channel'), say('head.people')],
          rows,
          numbers: [1],
        })
      : html`<p>${say('today.noSubscribers')}</p>`
  }`;
}
