// Owns what is said about a stage, an instruction or a question at an instant: texts of content/ filled for a view.
import {
  type Contest,
  type ContestId,
  findStage,
  isOpen,
  type Role,
  type Stage,
  type StageId,
  situationOf,
} from './contest.ts';
import { dateInWords, factsFor, say, type View } from './facts.ts';
import { type Choice, plainText } from './reply.ts';
import type { Fact, Facts } from './template.ts';
import { type Content, type FaqEntry, instructionKey } from './texts.ts';
import { lastDay, localDate } from './time.ts';

/** A text for a resident, the choices that go with it, and the unset rules that it would have needed. */
export type Said = { text: string; choices: Choice[]; gaps: string[] };

/** Fills a phrase of content/phrases.yaml; `extra` are values that only this phrase knows. */
export function phrase(
  content: Content,
  key: string,
  facts: Facts,
  extra: Record<string, string> = {},
): string {
  const template = content.phrases[key];
  if (template === undefined) throw new Error(`content/phrases.yaml has no ${key}`);
  const own = Object.entries(extra);
  if (own.length === 0) return say(content, template, facts).text;
  const more = own.map(([name, value]): [string, Fact] => [name, { label: name, kind: 'text', value }]);
  return say(content, template, { ...facts, ...Object.fromEntries(more) }).text;
}

/** What is going on in a contest: stage, deadline, days left, what comes next. */
export function situationText(content: Content, view: View): string {
  const contest = content.contests[view.contest];
  const situation = situationOf(contest, view.now, view.stage ?? null);
  const facts = factsFor(content, view);
  const tell = (key: string, extra: Record<string, string> = {}) =>
    phrase(content, key, facts, { contestTitle: contest.title, ...extra });
  switch (situation.kind) {
    case 'notAnnounced':
      return tell('now.notAnnounced');
    case 'suspended':
      return situation.decision
        ? `${tell('now.suspended')} ${tell('now.suspendedBy')}`
        : tell('now.suspended');
    case 'before':
      return tell('now.before');
    case 'between':
      return tell('now.between');
    case 'after':
      return tell('now.after');
    case 'open': {
      const left = Number(facts.daysLeft?.value ?? 0);
      const others = situation.others.map((stage) => stage.title).join(', ');
      return [
        tell('now.open'),
        left > 0 ? tell('now.daysLeft') : tell('now.lastDay'),
        others === '' ? null : tell('now.others', { others }),
        situation.next ? tell('now.next') : null,
      ]
        .filter((line) => line !== null)
        .join('\n');
    }
  }
}

/** The instruction of a role in a stage, at most 900 characters with the demo city's values; `short`: in few words. */
export function instructionSaid(
  content: Content,
  view: View,
  of: { stage: StageId; role: Role; short?: boolean },
): Said {
  const record = content.instructions[instructionKey(view.contest, of.stage, of.role)];
  if (!record) throw new Error(`no instruction ${instructionKey(view.contest, of.stage, of.role)}`);
  const facts = factsFor(content, { ...view, stage: of.stage });
  if (of.short) {
    const said = say(content, `**${record.title}**\n${record.short}`, facts);
    return { text: said.text, choices: linkChoices(content, record.links, facts), gaps: said.gaps };
  }
  const documents =
    record.documents.length === 0
      ? []
      : [`${content.phrases['instruction.documents']}`, ...record.documents.map((item) => `— ${item}`)];
  const template = [
    `**${record.title}**`,
    record.deadline,
    ...record.steps.map((step, index) => `${index + 1}. ${step}`),
    ...documents,
    ...(record.warning
      ? [(content.phrases['instruction.warning'] ?? '').replace('{warning}', record.warning)]
      : []),
  ].join('\n');
  const said = say(content, template, facts);
  return { text: said.text, choices: linkChoices(content, record.links, facts), gaps: said.gaps };
}

/** Links whose address is set become choices; the others fall out. */
function linkChoices(
  content: Content,
  links: readonly { label: string; url: string }[],
  facts: Facts,
): Choice[] {
  return links.flatMap(({ label, url }) => {
    const filled = say(content, url, facts);
    return filled.gaps.length === 0 && /^https?:/.test(filled.text) ? [{ label, url: filled.text }] : [];
  });
}

/** Ids whose answer is the situation itself, and those that stand for a command. */
const answeredBySituation = 'pb.stage';

/** The contest that a question is about: pupils' questions are about the school contest. */
export function contestOf(id: string, chosen: ContestId | null): ContestId {
  return id.startsWith('k.') ? 'kids' : (chosen ?? 'city');
}

/** The answer to one of the 68 questions at an instant; for a stage that is not open it says so, and no instruction. */
export function answerSaid(
  content: Content,
  id: string,
  chosen: { contest: ContestId | null; now: number; stage?: StageId | null; short?: boolean },
): Said {
  const entry = content.faq[id];
  if (!entry) throw new Error(`content/faq has no ${id}`);
  const view: View = { contest: contestOf(id, chosen.contest), now: chosen.now, stage: chosen.stage ?? null };
  if (id === answeredBySituation) return { text: situationText(content, view), choices: [], gaps: [] };
  const contest = content.contests[view.contest];
  if (entry.stage === 'any') return filled(content, view, entry.answer);
  const home = findStage(contest, entry.stage);
  const open =
    home !== null && contest.cycle.state === 'running' && (view.stage === home.id || isOpen(home, view.now));
  const short = chosen.short ?? false;
  return open
    ? openAnswer(content, view, { entry, home, short })
    : closedAnswer(content, view, { entry, home });
}

/** Whether an answer holds an instruction now, so that it can be had in few words or whole. */
export function hasInstruction(content: Content, id: string, of: { contest: ContestId | null; now: number }) {
  const entry = content.faq[id];
  if (!entry?.instruction || entry.stage === 'any') return false;
  const contest = content.contests[contestOf(id, of.contest)];
  const home = findStage(contest, entry.stage);
  return home !== null && contest.cycle.state === 'running' && isOpen(home, of.now);
}

/**
 * Only the part of an answer that was asked for: what it says to the question of another contest, `asked`. Null where
 * it has no such part.
 */
export function partSaid(
  content: Content,
  id: string,
  of: { asked: string; contest: ContestId | null; now: number },
): Said | null {
  const part = content.faq[id]?.parts[of.asked];
  return part === undefined
    ? null
    : filled(content, { contest: contestOf(id, of.contest), now: of.now }, part);
}

type Open = { entry: FaqEntry; home: Stage; short: boolean };

function openAnswer(content: Content, view: View, { entry, home, short }: Open): Said {
  const answer = filled(content, { ...view, stage: home.id }, entry.answer);
  if (!entry.instruction) return answer;
  const instruction = instructionSaid(content, view, { stage: home.id, role: entry.instruction, short });
  return {
    text: [answer.text, instruction.text].filter((part) => part !== '').join('\n\n'),
    choices: instruction.choices,
    gaps: [...new Set([...answer.gaps, ...instruction.gaps])],
  };
}

function closedAnswer(
  content: Content,
  view: View,
  { entry, home }: { entry: FaqEntry; home: Stage | null },
): Said {
  const contest = content.contests[view.contest];
  const outside = filled(content, view, entry.outside);
  const lead =
    contest.cycle.state === 'running' ? closedLead(content, view, home) : situationText(content, view);
  return { ...outside, text: [lead, outside.text].filter((part) => part !== '').join('\n') };
}

function closedLead(content: Content, view: View, home: Stage | null): string {
  const contest: Contest = content.contests[view.contest];
  const facts = factsFor(content, view);
  if (!home)
    return phrase(content, 'home.closed', facts, { 'home.name': content.phrases['stage.support'] ?? '' });
  const extra = {
    'home.name': home.title,
    'home.start': dateInWords(content, contest, localDate(home.opens)),
    'home.end': dateInWords(content, contest, lastDay(home.closes)),
  };
  if (view.now >= home.opens) return phrase(content, 'home.over', facts, extra);
  return `${phrase(content, 'home.notYet', facts, extra)} ${phrase(content, 'home.remind', facts)}`;
}

function filled(content: Content, view: View, template: string | null): Said {
  if (template === null || template === '') return { text: '', choices: [], gaps: [] };
  const said = say(content, template.trimEnd(), factsFor(content, view));
  return { text: said.text, choices: [], gaps: said.gaps };
}

/** The first words of a question, for a button. */
export function questionLabel(entry: FaqEntry): string {
  return plainText(entry.question);
}
