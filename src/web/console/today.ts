// Owns the first page: what is going on, what goes out next and what waits for a person.
import { html } from 'hono/html';
import { alarmKindOf } from '../../app/alarm.ts';
import type { Today } from '../../app/desk.ts';
import type { Html } from '../layout.ts';
import { broadcastTable } from './broadcast-words.ts';
import { link, message, moment, table } from './show.ts';
import { type ConsoleRoute, everyone, type Visit } from './visit.ts';
import type { Say } from './words.ts';

export const todayRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/', who: everyone, answer: todayPage },
];

async function todayPage({ desk, say }: Visit) {
  const today = await desk.today();
  const body = html`${today.training ? training(say) : ''}
<p class="soft">${say('today.now')} ${moment(today.now)}</p>
${alarms(say, today)}
${unknown(say, today)}
${situations(say, today)}
${waiting(say, today)}
${questions(say, today)}
${next(say, today)}
${gaps(say, today)}
${subscribers(say, today)}`;
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
  return html`<section aria-labelledby="alarms"><h2 id="alarms">${say('today.alarms')}</h2><ul>${items}</ul></section>`;
}

function unknown(say: Say, { unknown }: Today): Html {
  if (unknown === 0) return html``;
  const count = say('today.unknownCount', { n: unknown });
  return html`<section aria-labelledby="unknown"><h2 id="unknown">${say('today.unknown')}</h2><p>${link('/unknown', count)}</p></section>`;
}

function situations(say: Say, { situations }: Today): Html {
  const items = situations.map(
    ({ contest, text }) =>
      html`<section aria-label="${say(`contest.${contest}`)}">${message(text)}</section>`,
  );
  return html`<h2>${say('today.situations')}</h2><div class="pair">${items}</div>`;
}

function waiting(say: Say, { waiting }: Today): Html {
  return html`<h2>${say('today.waiting')}</h2>${
    waiting.length > 0
      ? broadcastTable(say, say('today.waitingCaption'), waiting)
      : html`<p>${say('today.nothingWaits')}</p>`
  }`;
}

function questions(say: Say, { questions }: Today): Html {
  return html`<h2>${say('today.questions')}</h2><p>${
    questions > 0
      ? link('/questions', say('today.questionCount', { n: questions }))
      : say('today.noQuestions')
  }</p>`;
}

function next(say: Say, { next }: Today): Html {
  return html`<h2>${say('today.next')}</h2>${
    next.length > 0
      ? broadcastTable(say, say('today.nextCaption'), next)
      : html`<p>${say('today.nothingNext')}</p>`
  }<p>${link('/planned', say('today.allPlanned'))}</p>`;
}

function gaps(say: Say, { gaps }: Today): Html {
  if (gaps.length === 0) return html``;
  return html`<h2>${say('today.gaps')}</h2><p>${say('today.gapsMean')}</p>${table({
    caption: say('today.gapsCaption'),
    head: [say('today.gapLabel'), say('today.gapRule'), say('today.gapTimes')],
    rows: gaps.map(({ label, rule, times }) => [label, html`<code>${rule}</code>`, times]),
    numbers: [2],
  })}`;
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
