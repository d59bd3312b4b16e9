// Owns the desk of questions that residents handed over: what was asked, and the answer that goes back into the same chat.
import { html } from 'hono/html';
import type { Question } from '../../app/desk.ts';
import type { Html } from '../layout.ts';
import { button, postForm, textArea } from './fields.ts';
import { message, moment } from './show.ts';
import { type Answer, type ConsoleRoute, done, everyone, problem, type Shown, type Visit } from './visit.ts';

export const questionRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/questions', who: everyone, answer: (visit) => questionsPage(visit) },
  { method: 'POST', path: '/questions/:id/answer', who: everyone, answer: answerQuestion },
];

/** An answer that could not be taken, kept so that nobody types it twice. */
type Trouble = { id: string; text: string; error?: string };

async function questionsPage(visit: Visit, trouble: Trouble | null = null): Promise<Shown> {
  const { desk, say } = visit;
  const questions = await desk.questions.list();
  const open = questions.filter((one) => one.answeredAt === null).sort((a, b) => a.askedAt - b.askedAt);
  const answered = questions
    .filter((one) => one.answeredAt !== null)
    .sort((a, b) => (b.answeredAt ?? 0) - (a.answeredAt ?? 0));
  const body = html`<p>${say('questions.means')}</p>
<h2>${say('questions.open', { n: open.length })}</h2>
${open.length > 0 ? open.map((one) => openQuestion(visit, one, trouble)) : html`<p>${say('questions.none')}</p>`}
${answered.length > 0 ? html`<h2>${say('questions.answered')}</h2>${answered.map((one) => answeredQuestion(visit, one))}` : ''}`;
  return { title: say('questions.title'), body };
}

function asked({ say }: Visit, { askedAt, channel }: Question): Html {
  return html`<p class="soft">${moment(askedAt)}${channel === '' ? '' : ` · ${say(`channel.${channel}`)}`}</p>`;
}

function openQuestion(visit: Visit, question: Question, trouble: Trouble | null): Html {
  const { csrf, say } = visit;
  const mine = trouble?.id === question.id ? trouble : null;
  const scope = `question-${question.id}`;
  const text = textArea({
    name: 'text',
    scope,
    label: say('questions.answer'),
    hint: say('questions.answerHint'),
    required: true,
    value: mine?.text,
    error: mine?.error,
  });
  const form = postForm({
    action: `/questions/${encodeURIComponent(question.id)}/answer`,
    csrf,
    body: html`${text}${button(say('questions.send'))}`,
  });
  return html`<article class="sheet" id="${scope}" aria-label="${say('questions.question')}">${asked(visit, question)}<div class="message">${question.text}</div>${form}</article>`;
}

function answeredQuestion(visit: Visit, question: Question): Html {
  const { say } = visit;
  const when = question.answeredAt === null ? '' : moment(question.answeredAt);
  return html`<article class="sheet" aria-label="${say('questions.question')}">${asked(visit, question)}<div class="message">${question.text}</div>
<p class="soft">${question.answeredBy ? say('questions.answeredBy', { who: question.answeredBy }) : ''} ${when}</p>${message(question.answer ?? '')}</article>`;
}

async function answerQuestion(visit: Visit): Promise<Answer> {
  const { desk, form, member, say } = visit;
  const id = visit.param('id');
  const text = form.text('text');
  if (text === '') {
    const again = await questionsPage(visit, { id, text, error: say('error.required') });
    return { ...again, status: 422, flash: problem(say('form.check')) };
  }
  const result = await desk.questions.answer(id, text, member.email);
  if (result.ok) return done('/questions', 'answered');
  return { ...(await questionsPage(visit, { id, text })), status: 409, flash: problem(result.message) };
}
