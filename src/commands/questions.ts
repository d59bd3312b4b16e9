// Owns `questions`: what residents asked staff, and answering it from a file.
import { readFileSync } from 'node:fs';
import type { QuestionView } from '../app/questions/question-desk.ts';
import { firstWords } from '../core/question.ts';
import { isoInKyiv } from '../core/time.ts';
import { type Command, done, option, refused, type Setting, wants, wrong } from './command.ts';
import { actor } from './task.ts';

/** Characters of a question in one line of the list. */
const shown = 60;

export const questions: Command = async (setting, given) => {
  const { console } = setting;
  const [act, id, ...rest] = given.words;
  if (act === 'list' && id === undefined) {
    const all = await (await setting.open()).desk.questions.list();
    if (wants(given, 'json')) console.json(all);
    for (const one of all) console.tell(lineOf(setting, one));
    return done;
  }
  const file = option(given, 'text-file');
  if (act !== 'answer' || !id || rest.length > 0 || !file) return wrong(setting, 'questions.usage');
  const text = textIn(file);
  if (text === null) return wrong(setting, 'file.unreadable', { file });
  const who = await actor(setting, given);
  if ('code' in who) return who;
  const result = await (await setting.open()).desk.questions.answer(id, text, who.by);
  if (!result.ok) return refused(result);
  if (wants(given, 'json')) console.json({ id, answered: true });
  console.tell(console.word('cli.questions.sent', { id }));
  return done;
};

function lineOf({ console }: Setting, one: QuestionView): string {
  const state = one.cancelledAt !== null ? 'cancelled' : one.answeredAt !== null ? 'answered' : 'open';
  return console.word('cli.questions.row', {
    id: one.id,
    at: isoInKyiv(one.askedAt),
    state: console.word(`cli.questions.${one.late ? 'late' : state}`),
    text: firstWords(one.text, shown),
  });
}

function textIn(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
