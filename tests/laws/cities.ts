// Owns other states of the demo city: rules set or unset, calendars moved, cycles that don't run, to see whether its texts hold there too.
import type { Contest, ContestId, Cycle, Stage } from '../../src/core/contest.ts';
import { stageIds } from '../../src/core/contest.ts';
import { readShift, shiftedStage } from '../../src/core/cycle.ts';
import type { Content, Rule } from '../../src/core/texts.ts';
import { dayMs } from '../../src/core/time.ts';
import { realContent } from '../support/harness.ts';

/** A value for every kind of rule, without a year in it, so that a year in a text is always a cycle's. */
const values: Readonly<Record<Rule['kind'], Rule['value']>> = {
  text: 'так записано в Положенні',
  number: 7,
  money: 123_456,
  list: ['перше', 'друге'],
  url: 'https://city.example/page',
  date: null,
  phone: '(0569) 00-00-00',
  email: 'team@city.example',
};
/** The captions are those that platforms really use: a signature and a vote are told apart by them. */
const captions: Readonly<Record<string, string>> = {
  submitButton: 'Подати проєкт',
  supportButton: 'Підписатися',
  voteButton: 'Проголосувати',
};

/** The city with some rules set and all others unset; `isSet` decides by the rule's key. */
export function withRules(isSet: (key: string) => boolean, content: Content = realContent()): Content {
  const rules = Object.entries(content.rules).map(([key, rule]): [string, Rule] => [
    key,
    { ...rule, value: isSet(key) ? (captions[key] ?? rule.value ?? values[rule.kind]) : null },
  ]);
  return { ...content, rules: Object.fromEntries(rules) };
}

/** The city with each contest's cycle changed. */
export function withCycles(
  change: (contest: Contest) => Partial<Cycle>,
  content: Content = realContent(),
): Content {
  const changed = (id: ContestId): Contest => {
    const contest = content.contests[id];
    return { ...contest, cycle: { ...contest.cycle, ...change(contest) } };
  };
  return { ...content, contests: { city: changed('city'), kids: changed('kids') } };
}

/** The next cycle: every stage about a year later, announced by the city. */
export function nextCycle(content: Content = realContent()): Content {
  const year = readShift('1y');
  if (!year) throw new Error('a year is no shift');
  const move = (stage: Stage): Stage => ({ ...stage, ...shiftedStage(stage, year) });
  return withCycles(
    ({ cycle }) => ({ name: '2027–2028', example: false, stages: cycle.stages.map(move) }),
    content,
  );
}

/** A calendar in which no two stages overlap, each `days` long, from the first stage's opening on; `but` leaves stages out. */
export function inSingleFile(
  days: number,
  but: readonly string[] = [],
  content: Content = realContent(),
): Content {
  return withCycles(({ cycle }) => {
    const first = Math.min(...cycle.stages.map(({ opens }) => opens));
    const kept = stageIds.filter((id) => !but.includes(id));
    const stages = kept.flatMap((id, index) => {
      const stage = cycle.stages.find((one) => one.id === id);
      const opens = first + index * days * dayMs;
      return stage ? [{ ...stage, opens, closes: opens + days * dayMs - 1 }] : [];
    });
    return { stages };
  }, content);
}

const decision = 'рішення міської ради від 01.10.2026 № 100';

/** The states that are walked whole, each with a name. */
export function cities(): [name: string, content: Content][] {
  const all = withRules(() => true);
  return [
    ['as it is', realContent()],
    ['with every rule set', all],
    ['with no rule set', withRules(() => false)],
    ['with dates that the city has announced', withCycles(() => ({ example: false }), all)],
    ['in its next cycle', nextCycle(all)],
    ['with one stage after another', inSingleFile(14, [], all)],
    ['without support, revision and appeal', inSingleFile(14, ['support', 'revision', 'appeal'], all)],
    [
      'suspended by a decision',
      withCycles(() => ({ state: 'suspended', suspensionDecision: decision }), all),
    ],
    ['suspended, nobody says why', withCycles(() => ({ state: 'suspended', suspensionDecision: null }))],
    ['not announced yet', withCycles(() => ({ state: 'notAnnounced' }), all)],
    [
      'with only its school contest running',
      withCycles(({ id }) => (id === 'city' ? { state: 'suspended' } : {}), all),
    ],
    ['with an empty calendar', withCycles(() => ({ stages: [] }), all)],
  ];
}
