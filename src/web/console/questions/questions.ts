// Owns the desk of questions that residents handed over: what was asked and what went along, who takes it, the answer
// with its preview and with ready answers, what was answered and what was taken back.
import { html } from 'hono/html';
import type { Question } from '../../../app/desk.ts';
import { longMoment } from '../../../core/ukrainian.ts';
import type { Flash, Html } from '../../layout.ts';
import { button, hidden, postForm, select, textArea } from '../fields.ts';
import { link, message, moment, tag } from '../show.ts';
import {
  type Answer,
  type ConsoleRoute,
  done,
  everyone,
  missing,
  problem,
  type Shown,
  type Visit,
} from '../visit.ts';

export const questionRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/questions', who: everyone, answer: (visit) => questionsPage(visit) },
  { method: 'GET', path: '/questions/:id', who: everyone, answer: (visit) => questionPage(visit) },
  { method: 'POST', path: '/questions/:id/answer', who: everyone, answer: answerQuestion },
  { method: 'POST', path: '/questions/:id/take', who: everyone, answer: takeQuestion },
];

const pathOf = (id: string) => `/questions/${encodeURIComponent(id)}`;

/** What was typed and could not be taken, or is only looked at, kept so that nobody types it twice. */
type Draft = { text: string; error?: string; preview?: string };

async function questionsPage(visit: Visit, flash: Flash | null = null): Promise<Shown> {
  const { desk, say } = visit;
  const questions = await desk.questions.list();
  const open = questions.filter((one) => one.answeredAt === null && one.cancelledAt === null);
  const answered = questions.filter((one) => one.answeredAt !== null);
  const cancelled = questions.filter((one) => one.cancelledAt !== null);
  const body = html`<p>${say('questions.means')}</p>
<h2>${say('questions.open', { n: open.length })}</h2>
${open.length > 0 ? open.map((one) => openQuestion(visit, one, null)) : html`<p>${say('questions.none')}</p>`}
${answered.length > 0 ? html`<h2>${say('questions.answered')}</h2>${answered.map((one) => answeredQuestion(visit, one))}` : ''}
${cancelled.length > 0 ? html`<h2>${say('questions.cancelled')}</h2><ul>${cancelled.map((one) => cancelledLine(visit, one))}</ul>` : ''}`;
  const title = say('questions.title');
  return flash ? { title, body, flash, status: 409 } : { title, body };
}

async function questionPage(visit: Visit, draft: Draft | null = null): Promise<Shown> {
  const { desk, say } = visit;
  const id = visit.param('id');
  const back = html`<p>${link('/questions', say('questions.back'))}</p>`;
  const question = await desk.questions.show(id);
  if (!question) return missing(visit, back);
  const isOpen = question.answeredAt === null && question.cancelledAt === null;
  const chosen = visit.query('insert');
  const ready = chosen && !draft ? await desk.questions.readyText(id, chosen) : null;
  const body = html`${back}
${
  isOpen
    ? html`${openQuestion(visit, question, draft ?? (ready === null ? null : { text: ready }))}${await readyForm(visit, id, chosen)}`
    : question.cancelledAt === null
      ? answeredQuestion(visit, question)
      : html`<ul>${cancelledLine(visit, question)}</ul>`
}`;
  return { title: say('questions.question'), body };
}

/** A ready answer is put into the field by loading the page with it: nothing here needs a script. */
async function readyForm({ desk, say }: Visit, id: string, chosen: string | null): Promise<Html> {
  const options = (await desk.questions.ready(id)).map((one) => ({ value: one.id, label: one.question }));
  const field = select({
    name: 'insert',
    label: say('questions.ready'),
    hint: say('questions.readyHint'),
    value: chosen ?? undefined,
    options,
  });
  return html`<form method="get" action="/console${pathOf(id)}">${field}${button(say('questions.insert'), { look: 'quiet' })}</form>`;
}

function asked({ say }: Visit, { askedAt, channel, context }: Question): Html {
  const parts = [
    channel === '' ? null : say(`channel.${channel}`),
    context?.contest && say(`contest.${context.contest}`),
    context?.role && say(`role.${context.role}`),
    context?.stage && say(`stage.${context.stage}`),
  ].filter((part): part is string => typeof part === 'string' && part !== '');
  return html`<p class="soft">${moment(askedAt)}${parts.map((part) => html` · ${part}`)}</p>`;
}

function deadline({ say }: Visit, { promisedAt, late }: Question): Html {
  if (promisedAt === null) return html``;
  const at = longMoment(promisedAt);
  return html`<p>${late ? tag(say('questions.late', { at }), 'problem') : say('questions.promised', { at })}</p>`;
}

function before({ say }: Visit, { previous }: Question): Html {
  if (!previous) return html``;
  return html`<p class="soft">${say('questions.previous')}</p><div class="message">${previous.text}</div><p class="soft">${say('questions.previousAnswer')}</p>${message(previous.answer)}`;
}

function openQuestion(visit: Visit, question: Question, draft: Draft | null): Html {
  const { csrf, say } = visit;
  const alone = visit.param('id') === question.id;
  const scope = `question-${question.id}`;
  const text = textArea({
    name: 'text',
    scope,
    label: say('questions.answer'),
    hint: say('questions.answerHint'),
    required: true,
    value: draft?.text,
    error: draft?.error,
  });
  const look = button(say('questions.look'), { look: 'quiet', name: 'act', value: 'preview' });
  const form = postForm({
    action: `${pathOf(question.id)}/answer`,
    csrf,
    body: html`${text}${button(say('questions.send'))}${look}`,
  });
  const preview = draft?.preview
    ? html`<p class="soft">${say('questions.preview')}</p>${message(draft.preview)}`
    : '';
  return html`<article class="sheet" id="${scope}" aria-label="${say('questions.question')}">${asked(visit, question)}${deadline(visit, question)}${before(visit, question)}<div class="message">${question.text}</div>
${taking(visit, question)}${preview}${form}${alone ? '' : html`<p>${link(pathOf(question.id), say('questions.openOne'))}</p>`}</article>`;
}

/** Who answers it, so that two people don't write at once. */
function taking({ csrf, member, say }: Visit, { id, takenBy }: Question): Html {
  const who = takenBy ? html`<p>${say('questions.takenBy', { who: takenBy })}</p>` : '';
  if (takenBy && takenBy !== member.email && member.role === 'editor') return html`${who}`;
  const taken = takenBy === null;
  const body = html`${hidden({ taken: taken ? 'yes' : 'no' })}${button(say(taken ? 'questions.take' : 'questions.leave'), { look: 'quiet' })}`;
  return html`${who}${postForm({ action: `${pathOf(id)}/take`, csrf, body })}`;
}

function answeredQuestion(visit: Visit, question: Question): Html {
  const { say } = visit;
  const when = question.answeredAt === null ? '' : moment(question.answeredAt);
  const query = new URLSearchParams({ question: question.id });
  return html`<article class="sheet" aria-label="${say('questions.question')}">${asked(visit, question)}${before(visit, question)}<div class="message">${question.text}</div>
<p class="soft">${question.answeredBy ? say('questions.answeredBy', { who: question.answeredBy }) : ''} ${when}</p>${message(question.answer ?? '')}
<p>${link(`/entries/new?${query}`, say('questions.toEntry'))}</p></article>`;
}

function cancelledLine({ say }: Visit, { askedAt, cancelledAt }: Question): Html {
  const at = longMoment(cancelledAt ?? askedAt);
  return html`<li>${moment(askedAt)}. ${say('questions.cancelledAt', { at })}</li>`;
}

async function answerQuestion(visit: Visit): Promise<Answer> {
  const { desk, form, member, say } = visit;
  const id = visit.param('id');
  const text = form.text('text');
  if (text === '') {
    const again = await questionPage(visit, { text, error: say('error.required') });
    return again.status === 404 ? again : { ...again, status: 422, flash: problem(say('form.check')) };
  }
  if (form.text('act') === 'preview') {
    const look = await desk.questions.preview(id, text);
    if (!look.ok) return refusedWith(visit, text, look.message);
    return await questionPage(visit, { text, preview: look.value });
  }
  const result = await desk.questions.answer(id, text, member.email);
  return result.ok ? done('/questions', 'answered') : refusedWith(visit, text, result.message);
}

async function refusedWith(visit: Visit, text: string, words: string): Promise<Shown> {
  const again = await questionPage(visit, { text });
  return again.status === 404 ? again : { ...again, status: 409, flash: problem(words) };
}

async function takeQuestion(visit: Visit): Promise<Answer> {
  const { desk, form, member } = visit;
  const taken = form.text('taken') === 'yes';
  const result = await desk.questions.take(visit.param('id'), member.email, taken);
  if (!result.ok) return questionsPage(visit, problem(result.message));
  const place = `question-${visit.param('id')}`;
  return done('/questions', taken ? 'questionTaken' : 'questionLeft', { place });
}
