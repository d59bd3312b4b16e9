// Owns the pages of the bot's answers that staff wrote: what waits for approval, what stands, approving and undoing. The
// form of one is entry-form.ts's.
import { html } from 'hono/html';
import type { Result } from '../../../app/desk.ts';
import type { Proposal } from '../../../app/texts/text-desk.ts';
import { type OwnText, textKinds } from '../../../core/revision.ts';
import { longMoment } from '../../../core/ukrainian.ts';
import type { Flash, Html } from '../../layout.ts';
import { button, hidden, postForm, select } from '../fields.ts';
import { oneOf } from '../form.ts';
import { link, message } from '../show.ts';
import { textPath } from '../texts/text-words.ts';
import {
  type Answer,
  approvers,
  type ConsoleRoute,
  type DoneKey,
  done,
  everyone,
  problem,
  type Shown,
  type Visit,
} from '../visit.ts';
import { entryPage, sendEntry } from './entry-form.ts';

export const entryRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/entries', who: everyone, answer: (visit) => entriesPage(visit) },
  { method: 'GET', path: '/entries/new', who: everyone, answer: (visit) => entryPage(visit) },
  { method: 'POST', path: '/entries/new', who: everyone, answer: sendEntry },
  { method: 'POST', path: '/entries/approve', who: approvers, answer: approve },
  { method: 'POST', path: '/entries/withdraw', who: everyone, answer: withdraw },
  { method: 'POST', path: '/entries/undo', who: approvers, answer: undo },
];

async function entriesPage(visit: Visit, flash: Flash | null = null): Promise<Shown> {
  const { desk, say } = visit;
  const [proposed, standing] = await Promise.all([desk.texts.proposed(), desk.texts.standing()]);
  const body = html`<p>${say('entries.means')}</p>
<p>${link('/entries/new', say('entries.new'))}</p>
${await changeForm(visit)}
<h2>${say('entries.proposed')}</h2>
${proposed.length > 0 ? proposed.map((one) => proposalSheet(visit, one)) : html`<p>${say('entries.none')}</p>`}
<h2>${say('entries.standing')}</h2>
${
  standing.length > 0
    ? standing.map((one) =>
        sheet(
          visit,
          one,
          html`${one.leftOut ? html`<p><strong>${say('entries.leftOut')}</strong></p>` : ''}${undoForms(visit, one)}`,
        ),
      )
    : html`<p>${say('entries.none')}</p>`
}`;
  const title = say('entries.title');
  return flash ? { title, body, flash, status: 409 } : { title, body };
}

async function changeForm({ desk, say }: Visit): Promise<Html> {
  const options = (await desk.entries.all()).map(({ id, question }) => ({ value: id, label: question }));
  const field = select({ name: 'entry', label: say('entry.choose'), options });
  return html`<form method="get" action="/console/entries/new">${field}${button(say('entries.change'), { look: 'quiet' })}</form>`;
}

type Written = OwnText & { at: number; by: string };

/** A text as its approver must read it: all of it, not only its head. */
function sheet({ say }: Visit, text: Written, below: Html): Html {
  const { kind, key, body, by, at } = text;
  const entry = kind === 'faq' ? entryIn(body) : null;
  const said = entry
    ? html`<h3>${entry.question}</h3>${message(entry.answer)}${entry.outside === '' ? '' : message(entry.outside)}
<p class="soft">${say('entries.phrasings')}</p><ul>${entry.phrasings.map((words) => html`<li>${words}</li>`)}</ul>`
    : html`<h3>${link(textPath(text), say(`text.list.${kind}`))}</h3><p>${link(textPath(text), say('entries.open'))}</p>`;
  return html`<article class="sheet">${said}<p class="soft"><code>${key}</code> · ${say('entries.by', { who: by, at: longMoment(at) })}</p>${below}</article>`;
}

type Read = { question: string; answer: string; outside: string; phrasings: string[] };

function entryIn(body: unknown): Read | null {
  if (typeof body !== 'object' || body === null) return null;
  const { question, answer, outside, phrasings } = body as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const list = Array.isArray(phrasings) ? phrasings.map(String) : [];
  return { question: text(question), answer: text(answer), outside: text(outside), phrasings: list };
}

function proposalSheet(visit: Visit, proposal: Proposal): Html {
  const { csrf, member, say } = visit;
  const form = (act: 'approve' | 'withdraw') =>
    postForm({
      action: `/entries/${act}`,
      csrf,
      body: html`${hidden({ id: proposal.id })}${button(say(`entries.${act}`), act === 'withdraw' ? { look: 'quiet' } : {})}`,
    });
  const mine = proposal.by === member.email;
  const below = html`${member.role === 'editor' ? '' : form('approve')}${mine || member.role !== 'editor' ? form('withdraw') : ''}`;
  return sheet(visit, proposal, below);
}

function undoForms({ csrf, member, say }: Visit, { kind, key }: OwnText): Html {
  if (member.role === 'editor') return html``;
  const form = (all: 'yes' | 'no') =>
    postForm({
      action: '/entries/undo',
      csrf,
      body: html`${hidden({ kind, key, all })}${button(say(all === 'yes' ? 'entries.drop' : 'entries.undo'), { look: 'quiet', about: key })}`,
    });
  return html`${form('no')}${form('yes')}`;
}

async function after<T>(visit: Visit, result: Result<T>, key: DoneKey): Promise<Answer> {
  return result.ok ? done('/entries', key) : entriesPage(visit, problem(result.message));
}

async function approve(visit: Visit): Promise<Answer> {
  const { desk, form, member } = visit;
  return after(visit, await desk.texts.approve(form.text('id'), member.email), 'entryApproved');
}

async function withdraw(visit: Visit): Promise<Answer> {
  const { desk, form, member } = visit;
  return after(visit, await desk.texts.withdraw(form.text('id'), member.email), 'entryWithdrawn');
}

async function undo(visit: Visit): Promise<Answer> {
  const { desk, form, member, say } = visit;
  const kind = oneOf(textKinds, form.text('kind'));
  if (!kind) return entriesPage(visit, problem(say('form.check')));
  const text = { kind, key: form.text('key') };
  return after(visit, await desk.texts.undo(text, member.email, form.text('all') === 'yes'), 'entryUndone');
}
