// Owns the page that says what the bot would say: on any day, to anybody, by any channel, and to any question.
import { html } from 'hono/html';
import type { BotDay } from '../../../app/texts/text-day.ts';
import { localDate } from '../../../core/time.ts';
import { shortDate } from '../../../core/ukrainian.ts';
import type { Html } from '../../layout.ts';
import { nameOfKey } from '../broadcasts/broadcast-words.ts';
import { button, input } from '../fields.ts';
import { link, message, moment } from '../show.ts';
import { type ConsoleRoute, everyone, type Shown, type Visit } from '../visit.ts';
import type { Say } from '../words.ts';
import { viewFields, viewFrom } from './text-view.ts';
import { lookShown, textPath } from './text-words.ts';

export const textPreviewRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/texts/preview', who: everyone, answer: previewPage },
];

const longestQuestion = 500;

async function previewPage(visit: Visit): Promise<Shown> {
  const { desk, query, say } = visit;
  const read = (name: string) => query(name) ?? '';
  const view = viewFrom(visit, read);
  const question = read('question').slice(0, longestQuestion);
  const day = await desk.library.day(view, question);
  const form = html`<form method="get" action="/console/texts/preview">${viewFields(visit, view, 'view')}
${input({ name: 'question', label: say('textDay.question'), hint: say('textDay.questionHint'), value: question })}
${button(say('text.show'))}</form>`;
  const on = shortDate(localDate(view.at));
  const body = html`<p>${link('/texts', say('text.back'))} · ${link('/calendar', say('texts.calendar'))}</p>
<p>${say('textDay.means')}</p>${form}
<h2>${say('textDay.situation', { day: on })}</h2>${message(day.situation)}
${instruction(say, day, `${view.contest}.${day.stage}.${view.role}`)}
${answer(say, day)}
${messages(say, day)}`;
  return { title: say('textDay.title'), body };
}

function instruction(say: Say, day: BotDay, key: string): Html {
  if (!day.instruction) return html`<p>${say('textDay.noStage')}</p>`;
  return html`<h2>${say('textDay.instruction')}</h2>${lookShown(say, day.instruction)}<p>${link(textPath({ kind: 'instruction', key }), say('textDay.edit'))}</p>`;
}

function answer(say: Say, { answer: given }: BotDay): Html {
  if (!given) return html``;
  return html`<h2>${say('textDay.answer')}</h2>${given.question ? html`<p class="soft">${say('textDay.understood', { question: given.question })}</p>` : ''}${lookShown(say, given.look)}`;
}

function messages(say: Say, { messages: going }: BotDay): Html {
  if (going.length === 0) return html`<p>${say('textDay.noMessages')}</p>`;
  return html`<h2>${say('textDay.messages')}</h2>${going.map(({ at, key, text }) => html`<h3>${nameOfKey(say, key)}, ${moment(at)}</h3>${message(text)}`)}`;
}
