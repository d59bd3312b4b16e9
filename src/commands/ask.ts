// Owns `ask`: what the bot would answer to a free question, for one text or a file of them.
import { readFileSync } from 'node:fs';
import { currentContent } from '../app/app.ts';
import { learnTexts } from '../app/texts/texts.ts';
import { answerSaid, phrase } from '../core/answer.ts';
import {
  type ContestId,
  contestIds,
  findStage,
  middleOf,
  type Role,
  roles,
  type StageId,
  stageIds,
} from '../core/contest.ts';
import { stageFor } from '../core/dialog/dialog.ts';
import { factsFor } from '../core/facts.ts';
import { plainText } from '../core/reply.ts';
import type { Content } from '../core/texts.ts';
import { readInstant } from '../core/time.ts';
import type { Understand } from '../core/understanding.ts';
import { type Command, done, type Given, option, wants, wrong } from './command.ts';

type Asked = {
  text: string;
  contest: ContestId | null;
  role: Role | null;
  stage: StageId | null;
  at: number | null;
};
type Asking = { content: Content; understand: Understand; now: number };

export const ask: Command = async (setting, given) => {
  const { app, understanding } = await setting.open();
  // Somebody waits for this one answer: a model that does not fit the texts is learnt before, not beside.
  if (understanding.settle().learnt) setting.console.note(setting.console.word('cli.ask.learnt'));
  // What staff wrote counts here as it does in the chat.
  await learnTexts(app);
  const content = await currentContent(app);
  const asking: Asking = { content, understand: app.understand, now: app.clock.now() };
  const batch = option(given, 'batch');
  if (batch) return askBatch(setting, asking, batch);
  const [text] = given.words;
  if (!text) return wrong(setting, 'ask.usage');
  const asked = askedFrom({ text, ...optionsOf(given) });
  if (typeof asked === 'string') return wrong(setting, 'ask.field', { field: asked });
  const answer = answerTo(asking, asked);
  if (wants(given, 'json')) setting.console.json(answer);
  setting.console.tell(answer.text);
  return done;
};

function optionsOf(given: Given) {
  const text = (name: string) => option(given, name) ?? undefined;
  return { contest: text('contest'), role: text('role'), stage: text('stage'), at: text('at') };
}

async function askBatch(setting: Parameters<Command>[0], asking: Asking, file: string) {
  let lines: string[];
  try {
    lines = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '');
  } catch {
    return wrong(setting, 'file.unreadable', { file });
  }
  const answers: ReturnType<typeof answerTo>[] = [];
  for (const [index, line] of lines.entries()) {
    const asked = askedFrom(parsed(line));
    if (typeof asked === 'string') return wrong(setting, 'ask.line', { file, line: index + 1, field: asked });
    answers.push(answerTo(asking, asked));
  }
  for (const answer of answers) setting.console.json(answer);
  return done;
}

function parsed(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** A question with its context, or the name of the field that is wrong. */
function askedFrom(given: Record<string, unknown>): Asked | string {
  const { text, contest, role, stage, at } = given;
  if (typeof text !== 'string') return 'text';
  const instant = typeof at === 'string' ? readInstant(at) : null;
  if (strange(contest, contestIds)) return 'contest';
  if (strange(role, roles)) return 'role';
  if (strange(stage, stageIds)) return 'stage';
  if (typeof at === 'string' && instant === null) return 'at';
  return {
    text,
    contest: known(contest, contestIds),
    role: known(role, roles),
    stage: known(stage, stageIds),
    at: instant,
  };
}

function known<T extends string>(value: unknown, list: readonly T[]): T | null {
  return list.find((one) => one === value) ?? null;
}

function strange(value: unknown, list: readonly string[]): boolean {
  return value !== undefined && value !== null && !list.some((one) => one === value);
}

/** What the bot would say. A stage alone means its middle day. */
function answerTo({ content, understand, now }: Asking, asked: Asked) {
  const { text, contest, role } = asked;
  const stage = asked.stage ? findStage(content.contests[contest ?? 'city'], asked.stage) : null;
  const at = asked.at ?? (stage ? middleOf(stage) : now);
  const leading = asked.stage ?? stageFor(content, contest, at);
  const understood = understand(text, { stage: leading, contest, role });
  const { kind, answer, alternatives, confidence } = understood;
  const say = (key: string) =>
    phrase(content, key, factsFor(content, { contest: contest ?? 'city', now: at }));
  if (kind === 'smalltalk')
    return {
      kind: 'unknown' as const,
      answer: null,
      alternatives: [],
      confidence,
      text: say(`smalltalk.${answer}`),
    };
  if ((kind === 'answer' || kind === 'command') && answer) {
    const said = answerSaid(content, answer, { contest, now: at, stage: asked.stage });
    return { kind, answer, alternatives, confidence, text: plainText(said.text) };
  }
  if (kind === 'choices') {
    const offers = alternatives.map((id) => `— ${content.faq[id]?.question ?? id}`);
    return { kind, answer: null, alternatives, confidence, text: [say('choices.ask'), ...offers].join('\n') };
  }
  return { kind: 'unknown' as const, answer: null, alternatives, confidence, text: say('unknown') };
}
