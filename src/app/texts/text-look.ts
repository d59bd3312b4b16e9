// Owns how a text looks to residents at any day, contest, stage, role and channel: by the bot's own renderers, fitted to the
// channel as the bot fits it.
import { answerSaid, instructionSaid, phrase, type Said, situationText } from '../../core/answer.ts';
import type { Capabilities } from '../../core/channel.ts';
import {
  type ContestId,
  contestIds,
  type Role,
  roles,
  type StageId,
  situationOf,
  stageIds,
} from '../../core/contest.ts';
import { factsFor, say, type View } from '../../core/facts.ts';
import { type Choice, fitReply } from '../../core/reply.ts';
import { textOf } from '../../core/revision.ts';
import { type Facts, inWords, placeholdersOf } from '../../core/template.ts';
import type { Content, LetterText, Notice, Rule } from '../../core/texts.ts';
import type { TextName } from './text-words.ts';

/** The moment, place and person for which a text is looked at. `stage` null: the one that leads at `at`. */
export type TextView = { at: number; contest: ContestId; stage: StageId | null; role: Role; channel: string };

/** Messages as the channel shows them, one after another; `head`: a letter's subject and the line under it. */
export type TextLook = {
  parts: { text: string; choices: Choice[] }[];
  head: { subject: string; preheader: string } | null;
  /** Unset rules that it would have needed, by their keys. */
  gaps: string[];
};

/** How a text would be said. `content` has it in its place already. */
export function lookAt(
  content: Content,
  text: TextName,
  of: { view: TextView; capabilities: Capabilities | null },
): TextLook {
  const { view, capabilities } = of;
  const { said, head } = saidOf(content, text, view);
  return { parts: fitted(said, capabilities), head, gaps: said.gaps };
}

function fitted({ text, choices }: Said, capabilities: Capabilities | null): TextLook['parts'] {
  if (!capabilities) return [{ text, choices }];
  return fitReply({ text, choices }, capabilities).map((part) => ({
    text: part.text,
    choices: [...part.choices],
  }));
}

type Looked = { said: Said; head: TextLook['head'] };

function saidOf(content: Content, { kind, key }: TextName, view: TextView): Looked {
  const plain = (said: Said): Looked => ({ said, head: null });
  const { contest, stage, at: now } = view;
  switch (kind) {
    case 'instruction': {
      const [ofContest, ofStage, ofRole] = key.split('.');
      const [id, home, role] = [
        contestIds.find((one) => one === ofContest),
        stageIds.find((one) => one === ofStage),
        roles.find((one) => one === ofRole),
      ];
      if (!id || !home || !role) return plain({ text: '', choices: [], gaps: [] });
      return plain(instructionSaid(content, { contest: id, now }, { stage: home, role }));
    }
    case 'faq':
      return plain(answerSaid(content, key, { contest, now, stage }));
    case 'phrase':
      return plain(filled(content, content.phrases[key] ?? '', view));
    case 'rule':
      return plain(ruleSaid(content, textOf(content, { kind, key }) as Rule, { key, view }));
    case 'letter': {
      const letter = content.letters[key] as LetterText;
      const home = letterPlace(key);
      const place = { ...view, ...home };
      const subject = filled(content, letter.subject ?? '', place).text;
      const preheader = filled(content, letter.preheader ?? '', place).text;
      return { said: filled(content, letter.text, place), head: { subject, preheader } };
    }
    case 'notice': {
      const notice = textOf(content, { kind, key }) as Notice;
      const words = notice.contests[contest] ?? Object.values(notice.contests)[0];
      return plain(filled(content, words?.text ?? '', { ...view, stage: notice.stage }));
    }
  }
}

/** Letters of a stage are for its contest: `voting.city`. */
function letterPlace(key: string): Partial<Pick<TextView, 'stage' | 'contest'>> {
  const [first, second] = key.split('.');
  const stage = stageIds.find((id) => id === first);
  const contest = contestIds.find((id) => id === second);
  return { ...(stage ? { stage } : {}), ...(contest ? { contest } : {}) };
}

/** A template as it stands, with places that only the program fills left to be seen. */
function filled(content: Content, template: string, view: TextView): Said {
  const facts = factsFor(content, viewOf(view));
  const own = placeholdersOf(template).filter((name) => !facts[name]);
  const shown = Object.fromEntries(
    own.map((name) => [name, { label: name, kind: 'text' as const, value: `{${name}}` }]),
  );
  // A place with plural forms would count its own name.
  const plain = own.reduce(
    (left, name) =>
      left.replaceAll(new RegExp(`\\{${name.replaceAll('.', '\\.')}:[^{}]*\\}`, 'g'), `{${name}}`),
    template,
  );
  const { text, gaps } = say(content, plain.trimEnd(), { ...facts, ...shown });
  return { text, choices: [], gaps };
}

function viewOf({ contest, at, stage }: TextView): View {
  return { contest, now: at, stage };
}

/** «Найбільша вартість проєкту: 400 000 грн», or what residents hear where nothing is set. */
function ruleSaid(content: Content, rule: Rule, of: { key: string; view: TextView }): Said {
  const { text, gaps } = say(content, `{${of.key}}`, factsFor(content, viewOf(of.view)));
  return { text: rule.value === null ? text : `${rule.label}: ${inWords(rule)}`, choices: [], gaps };
}

/** What the bot says about a day without being asked anything more: what goes on, and what to do. */
export type DaySaid = {
  situation: string;
  stage: StageId | null;
  instruction: TextLook | null;
};

/** The situation of a day and the instruction of the leading stage, as a person with this role gets them. */
export function dayAt(content: Content, of: { view: TextView; capabilities: Capabilities | null }): DaySaid {
  const { view, capabilities } = of;
  const { contest, at: now, role } = view;
  const situation = situationOf(content.contests[contest], now, view.stage);
  const stage = view.stage ?? (situation.kind === 'open' ? situation.leading.id : null);
  const said = stage ? instructionSaid(content, { contest, now }, { stage, role }) : null;
  return {
    situation: situationText(content, viewOf(view)),
    stage,
    instruction: said ? { parts: fitted(said, capabilities), head: null, gaps: said.gaps } : null,
  };
}

/** The bot's answer to a question that was understood as this entry; smalltalk and the unknown are phrases. */
export function answerAt(
  content: Content,
  key: string,
  of: { view: TextView; capabilities: Capabilities | null },
): TextLook {
  const { contest, at: now, stage } = of.view;
  const isPhrase = content.faq[key] === undefined;
  const said: Said = isPhrase
    ? { text: phrase(content, key, factsFor(content, viewOf(of.view))), choices: [], gaps: [] }
    : answerSaid(content, key, { contest, now, stage });
  return { parts: fitted(said, of.capabilities), head: null, gaps: said.gaps };
}

export type Token = { name: string; label: string; value: string; rule: boolean };

/** The places that a text can have, with what fills them now. A value that is not set is empty. */
export function tokensOf(content: Content, view: TextView): Token[] {
  const facts: Facts = factsFor(content, viewOf(view));
  return Object.entries(facts)
    .filter(([name]) => !contestIds.some((id) => name.startsWith(`${id}.`)))
    .filter(([name, { value }]) => content.rules[name] !== undefined || value !== null)
    .map(([name, fact]) => ({
      name,
      label: fact.label,
      value: inWords(fact),
      rule: content.rules[name] !== undefined,
    }));
}
