// Owns the form of one answer of the bot: what it begins with, how the bot would say it, and sending it for approval.
import { html } from 'hono/html';
import type { EntryInput, EntryPreview, EntryStart } from '../../../app/questions/entry-desk.ts';
import { stageIds } from '../../../core/contest.ts';
import type { Flash, Html } from '../../layout.ts';
import { button, choiceGroup, hidden, input, postForm, select, textArea } from '../fields.ts';
import { oneOf } from '../form.ts';
import { link, message } from '../show.ts';
import { type Answer, done, problem, type Shown, type Visit } from '../visit.ts';

const stages = ['any', ...stageIds] as const;

type More = { preview?: EntryPreview; flash?: Flash; status?: 409 | 422; phrasings?: string };

/** The form as it begins: from a question, from what nobody could answer, from an entry that stands, or blank. */
export async function entryPage(
  visit: Visit,
  given: EntryInput | null = null,
  more: More = {},
): Promise<Shown> {
  const { csrf, desk, say } = visit;
  const asked = Object.fromEntries(
    ['question', 'unanswered', 'entry'].flatMap((name) => {
      const value = given ? null : visit.query(name);
      return value ? [[name, value]] : [];
    }),
  );
  const start = await desk.entries.start(asked);
  const entry: EntryStart = given ? { ...start, ...given, alike: [] } : start;
  const body = html`<p>${link('/entries', say('entry.back'))}</p>
<p>${say('entry.means')}</p>
${more.preview ? previewOf(visit, more.preview) : ''}
${postForm({ action: '/entries/new', csrf, body: fieldsOf(visit, entry, more) })}`;
  const { flash, status } = more;
  return { title: say('entry.title'), body, ...(flash ? { flash } : {}), ...(status ? { status } : {}) };
}

function previewOf({ say }: Visit, { text, taken }: EntryPreview): Html {
  const warnings = taken.map((one) => html`<li>${say('entry.taken', one)}</li>`);
  return html`<h2>${say('entry.preview')}</h2>${message(text)}${warnings.length > 0 ? html`<ul>${warnings}</ul>` : ''}`;
}

/** Sending it is offered only to who has seen how it will be said. */
function fieldsOf({ say }: Visit, entry: EntryStart, { phrasings, preview }: More): Html {
  const looked = preview !== undefined;
  const area = (name: 'answer' | 'outside' | 'phrasings', value: string, hint: string, error?: string) =>
    textArea({ name, label: say(`entry.${name}`), hint, value, error });
  const alike = entry.alike.map(({ key, text }) => ({ value: JSON.stringify([key, text]), label: text }));
  return html`${hidden({ key: entry.key ?? '', closes: entry.closes })}
${input({ name: 'question', label: say('entry.question'), hint: say('entry.questionHint'), value: entry.question, required: true })}
${area('answer', entry.answer, say('entry.answerHint', { rule: '{platformUrl}' }))}
${select({
  name: 'stage',
  label: say('entry.stage'),
  value: entry.stage,
  options: stages.map((value) => ({
    value,
    label: value === 'any' ? say('entry.anyStage') : say(`stage.${value}`),
  })),
})}
${area('outside', entry.outside, say('entry.outsideHint'))}
${area('phrasings', entry.phrasings.join('\n'), say('entry.phrasingsHint'), phrasings)}
${
  alike.length > 0
    ? choiceGroup({
        kind: 'checkbox',
        name: 'alike',
        label: say('entry.alike'),
        hint: say('entry.alikeHint'),
        options: alike,
        chosen: [],
        tall: true,
      })
    : ''
}
${button(say('entry.look'), looked ? { look: 'quiet', name: 'act', value: 'look' } : { name: 'act', value: 'look' })}
${looked ? button(say('entry.propose'), { name: 'act', value: 'propose' }) : ''}`;
}

/** The submitted form; unanswered questions that were ticked become phrasings and are closed with the entry. */
function entryIn({ form }: Visit): EntryInput {
  const ticked = form.all('alike').flatMap(pairIn);
  const lines = form.text('phrasings').split('\n');
  return {
    key: form.text('key') || null,
    stage: oneOf(stages, form.text('stage')) ?? 'any',
    question: form.text('question'),
    answer: form.text('answer'),
    outside: form.text('outside'),
    phrasings: [...lines, ...ticked.map(({ text }) => text)].map((line) => line.trim()).filter(Boolean),
    closes: [...new Set([...form.all('closes'), ...ticked.map(({ key }) => key)])].filter(Boolean),
  };
}

function pairIn(value: string): { key: string; text: string }[] {
  try {
    const pair: unknown = JSON.parse(value);
    const [key, text] = Array.isArray(pair) ? pair : [];
    return typeof key === 'string' && typeof text === 'string' ? [{ key, text }] : [];
  } catch {
    return [];
  }
}

/** Shows how the bot would say it, or sends it for approval. */
export async function sendEntry(visit: Visit): Promise<Answer> {
  const { desk, form, member } = visit;
  const entry = entryIn(visit);
  const refusedWith = ({ code, message: words }: { code: string; message: string }) =>
    code === 'text.phrasings'
      ? entryPage(visit, entry, { flash: problem(visit.say('form.check')), status: 422, phrasings: words })
      : entryPage(visit, entry, { flash: problem(words), status: 409 });
  if (form.text('act') === 'propose') {
    const sent = await desk.entries.propose(entry, member.email);
    return sent.ok ? done('/entries', 'entryProposed') : refusedWith(sent);
  }
  const look = await desk.entries.preview(entry);
  return look.ok ? entryPage(visit, entry, { preview: look.value }) : refusedWith(look);
}
