// Owns what stage, contest and role say about a question before its words do: priors, the «support» trap and the pupils' counterparts.
import type { Role, StageId } from '../core/contest.ts';
import type { FaqForMatching, UnderstandingContext } from '../core/understanding.ts';
import { isAside, outsideLabel } from './authored.ts';
import { fold } from './normalise.ts';
import type { Token } from './tokens.ts';
import { followTopic } from './topic.ts';

export type Chances = Map<string, number>;

/** Stages whose questions come at the same time: signatures during submission, repairs during review, talk during voting. */
const together: Readonly<Record<StageId, readonly StageId[]>> = {
  preparation: ['submission'],
  submission: ['support'],
  support: ['submission'],
  review: ['revision', 'appeal'],
  revision: ['review'],
  appeal: ['review'],
  campaigning: ['voting'],
  voting: ['campaigning'],
  results: [],
  implementation: ['reporting'],
  reporting: ['implementation'],
};

/** How much likelier a question is at home, beside home, and elsewhere than one that has no stage. */
const weights = {
  home: 2.2,
  near: 1.3,
  elsewhere: 0.75,
  ownRole: 1.4,
  otherContest: 0.4,
  ownContest: 3,
} as const;

const prefixesOfRole: Readonly<Record<Role, readonly string[]>> = {
  author: ['a.', 'r.', 'c.'],
  voter: ['v.'],
  supporter: ['s.'],
};

/**
 * The word «підтримати» stands on the platform's button for signing while projects are gathered, and on the one for
 * voting later: each question about a signature has a counterpart about a vote.
 */
const supportOrVote: readonly (readonly [support: string, vote: string])[] = [
  ['s.how', 'v.how'],
  ['s.many', 'v.count'],
  ['s.undo', 'v.change'],
];

/**
 * Questions that authors and voters ask in the same few words («до коли?», «мені 15, можна?»). Where the message names
 * neither submitting nor voting, the open stage tells which one is meant.
 */
const authorsOrVoters: readonly (readonly [vote: string, submission: readonly string[]])[] = [
  ['v.dates', ['a.deadline']],
  ['v.who', ['a.age', 'a.who']],
  ['v.idp', ['a.idp']],
  ['v.count', ['a.limit']],
];
const meansOpenStage = 0.9;

/** Beginnings of words that name submitting, signing or voting. */
const naming = [
  'голос',
  'проголос',
  'бюлетен',
  'пидпис',
  'розпис',
  'пода',
  'заявк',
  'автор',
  'прииом',
  'приима',
].map(fold);
const namingVoteOrSignature = naming.slice(0, 5);

/** In the pupils' contest these questions have their own answers. */
const pupilsOwn: readonly (readonly [adults: string, pupils: string])[] = [
  ['a.how', 'k.how'],
  ['a.signs', 'k.how'],
  ['a.who', 'k.who'],
  ['a.age', 'k.who'],
  ['a.max', 'k.money'],
  ['v.how', 'k.vote'],
  ['v.count', 'k.vote'],
];
/** The share of the adults' question that means the pupils' one when the contest is theirs. */
const meansPupils = 0.85;

/** Weighs chances by the context; the result sums to one. Small talk keeps its weight. */
export function inContext(
  chances: ReadonlyMap<string, number>,
  tokens: readonly Token[],
  about: { context: UnderstandingContext; entries: ReadonlyMap<string, FaqForMatching> },
): Chances {
  const { context, entries } = about;
  const weighed: Chances = new Map();
  for (const [label, chance] of chances) {
    const entry = entries.get(label);
    // What a model of before knows and the city no longer has is never offered.
    if (entry || isAside(label))
      weighed.set(label, chance * (entry ? weightOf(entry, context) : weightAside(label)));
  }
  if (!says(tokens, naming)) settleOpenStage(weighed, context.stage);
  if (isAboutSupport(tokens)) settleSupport(weighed, context.stage);
  if (context.topic && !says(tokens, naming)) followTopic(weighed, tokens, { topic: context.topic, entries });
  if (context.contest === 'kids') {
    for (const [adults, pupils] of pupilsOwn) move(weighed, { from: adults, to: pupils, share: meansPupils });
  }
  return normalised(weighed);
}

/** True where the message says «support» and neither «sign» nor «vote», so that only the stage can tell. */
export function isAboutSupport(tokens: readonly Token[]): boolean {
  return says(tokens, ['пидтрим']) && !says(tokens, namingVoteOrSignature);
}

function says(tokens: readonly Token[], beginnings: readonly string[]): boolean {
  return tokens.some((token) => beginnings.some((beginning) => token.word.startsWith(beginning)));
}

function weightOf(entry: FaqForMatching, context: UnderstandingContext): number {
  return (
    ofStage(entry, context.stage) * ofRole(entry.id, context.role) * ofContest(entry.id, context.contest)
  );
}

/** A wrong sure answer costs more than an honest «I don't know»: what is not about the budget weighs double. */
function weightAside(label: string): number {
  return label === outsideLabel ? 2 : 1;
}

function ofStage(entry: FaqForMatching, stage: StageId | null): number {
  if (stage === null || entry.stage === 'any') return 1;
  if (entry.stage === stage) return weights.home;
  return together[stage].includes(entry.stage) ? weights.near : weights.elsewhere;
}

function ofRole(id: string, role: Role | null): number {
  if (role === null) return 1;
  return prefixesOfRole[role].some((prefix) => id.startsWith(prefix)) ? weights.ownRole : 1;
}

function ofContest(id: string, contest: UnderstandingContext['contest']): number {
  if (contest === null || !id.startsWith('k.')) return 1;
  return contest === 'kids' ? weights.ownContest : weights.otherContest;
}

function settleSupport(chances: Chances, stage: StageId | null): void {
  const shareOfVote = supportMeansVote(stage);
  for (const [support, vote] of supportOrVote) {
    const both = (chances.get(support) ?? 0) + (chances.get(vote) ?? 0);
    chances.set(support, both * (1 - shareOfVote));
    chances.set(vote, both * shareOfVote);
  }
}

/** The chance that «support» means a vote: certain while only one button exists, else open, leaning to what comes next. */
function supportMeansVote(stage: StageId | null): number {
  switch (stage) {
    case 'submission':
    case 'support':
      return 0.01;
    case 'voting':
      return 0.99;
    case 'preparation':
    case null:
      return 0.48;
    case 'review':
    case 'revision':
    case 'appeal':
    case 'campaigning':
    case 'results':
    case 'implementation':
    case 'reporting':
      return 0.52;
  }
}

function settleOpenStage(chances: Chances, stage: StageId | null): void {
  for (const [vote, submissions] of authorsOrVoters) {
    if (stage === 'voting') {
      for (const from of submissions) move(chances, { from, to: vote, share: meansOpenStage });
    } else if (stage === 'submission' || stage === 'support') {
      const [to] = [...submissions].sort((a, b) => (chances.get(b) ?? 0) - (chances.get(a) ?? 0));
      if (to !== undefined) move(chances, { from: vote, to, share: meansOpenStage });
    }
  }
}

function move(chances: Chances, way: { from: string; to: string; share: number }): void {
  const moved = (chances.get(way.from) ?? 0) * way.share;
  if (!chances.has(way.to)) return;
  chances.set(way.from, (chances.get(way.from) ?? 0) - moved);
  chances.set(way.to, (chances.get(way.to) ?? 0) + moved);
}

function normalised(chances: Chances): Chances {
  let sum = 0;
  for (const chance of chances.values()) sum += chance;
  if (sum === 0) return chances;
  return new Map([...chances].map(([label, chance]) => [label, chance / sum]));
}
