// Owns the laws that whatever a resident reads must keep: nothing unset, no date of another cycle, no call to act in a closed stage.
import { type ContestId, contestIds, findStage, isOpen, type StageId } from '../../src/core/contest.ts';
import { plainText } from '../../src/core/reply.ts';
import { sentencesOf } from '../../src/core/template.ts';
import type { Content } from '../../src/core/texts.ts';
import { lastDay, localDate } from '../../src/core/time.ts';
import { longDate } from '../../src/core/ukrainian.ts';

/** What somebody reads, when, and of which contest; `home`: the stage that the question belongs to, null where any. */
export type Reading = {
  text: string;
  content: Content;
  now: number;
  /** null: of both. */
  contest: ContestId | null;
  home: StageId | null;
};

/** Every law that a reading breaks, in words; empty: it keeps them all. */
export function brokenLaws(reading: Reading): string[] {
  const text = plainText(reading.text);
  const bare = text.replace(/https?:\/\/\S+/g, ' ');
  return [
    ...unsetIn(text),
    ...strangeDates(reading, bare),
    ...callsInClosed(reading, bare),
    ...silentHome(reading, text),
    ...closedInstruction(reading, text),
  ];
}

/** Traces of a value that is not there. */
const traces: readonly RegExp[] = [
  /\{[a-z][\w.]*(?::[^}]*)?\}/i,
  /(?<![\p{L}\w])(?:null|undefined|NaN)(?![\p{L}\w])/u,
  /\[object/,
  /«\s*»/,
  /\(\s*\)/,
  /[:—]\s*[.;,](?:\s|$)/,
];

function unsetIn(text: string): string[] {
  return traces.flatMap((trace) => {
    const found = trace.exec(text);
    return found ? [`unset: ${found[0]}`] : [];
  });
}

const inWords =
  /\d{1,2} (?:січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня)(?: \d{4} року)?/gu;
const inDigits = /\b(?:\d{1,2}\.\d{2}\.\d{4}|\d{4}-\d{2}-\d{2})\b/g;
const inYears = /\b(?:19|20)\d{2}\b/g;

/** Dates that are neither of this contest's cycle nor today, or of an example that does not say so. */
function strangeDates({ content, now, contest }: Reading, text: string): string[] {
  const asked = contest === null ? contestIds : [contest];
  const contests = asked.map((id) => content.contests[id]);
  const running = contests.filter(({ cycle }) => cycle.state === 'running');
  const known = new Set(running.flatMap(({ cycle }) => cycle.stages.flatMap(daysOf)));
  const today = longDate(localDate(now));
  const decisions = contests.flatMap(({ cycle }) => cycle.suspensionDecision ?? []);
  const said = [...decisions, ...contests.map(({ cycle }) => cycle.name)].reduce(
    (left, words) => left.replaceAll(words, ' '),
    text,
  );
  const strange = [...said.matchAll(inWords)].flatMap(({ 0: date, index }) => {
    if (date === today) return [];
    const whole = [...known].some((day) => day === date || day.startsWith(`${date} `));
    if (!whole) return [`date of another cycle: ${date}`];
    const examples = running.filter(({ cycle }) =>
      cycle.stages.some((stage) => daysOf(stage).includes(date)),
    );
    const unmarked = examples.length > 0 && examples.every(({ cycle }) => cycle.example);
    const marked = said.slice(index + date.length).startsWith(` ${content.phrases['calendar.example']}`);
    return unmarked && !marked ? [`example without its mark: ${date}`] : [];
  });
  const bare = said.replace(inWords, ' ');
  return [
    ...strange,
    ...[...bare.matchAll(inDigits), ...bare.replace(inDigits, ' ').matchAll(inYears)].map(
      ([date]) => `date from nowhere: ${date}`,
    ),
  ];
}

function daysOf({ opens, closes }: { opens: number; closes: number }): string[] {
  return [longDate(localDate(opens)), longDate(lastDay(closes))];
}

/** What a stage asks people to do, in the imperative; the captions of the platform's buttons are added. */
const calls: readonly { stages: readonly StageId[]; words: RegExp; caption: string | null }[] = [
  {
    stages: ['submission'],
    words: /(?<!\p{L})(?:подайте|подавайте|здайте|віддайте заявку|заповніть бланк)/iu,
    caption: 'submitButton',
  },
  {
    stages: ['support', 'submission'],
    words: /(?<!\p{L})зберіть[^.]*підпис/iu,
    caption: null,
  },
  {
    stages: ['support'],
    words: /(?<!\p{L})(?:підпишіться за|підпишіть перелік|поставте підпис)/iu,
    caption: 'supportButton',
  },
  {
    stages: ['voting'],
    words: /(?<!\p{L})(?:проголосуйте|голосуйте|віддайте (?:свій )?голос)/iu,
    caption: 'voteButton',
  },
];
/** A sentence that speaks of a time to come, or of what not to do, calls nobody now. */
const notNow =
  /(?<!\p{L})(?:з \d{1,2} \p{L}+|коли |щойно |після голосування|почн|відкри[єв]|буде |наступн|заздалегідь|не подавайте|не голосуйте|ще не |можна буде)/iu;
const press = '(?:натисніть|натискайте|оберіть|виберіть)[^.]*«';

/** Calls to do what can't be done now. */
function callsInClosed({ content, now, contest }: Reading, text: string): string[] {
  const sentences = text.split('\n').flatMap(sentencesOf);
  const asked = contest === null ? contestIds : [contest];
  const isNow = (stages: readonly StageId[]) =>
    asked.some((id) => {
      const one = content.contests[id];
      const open = stages.map((stage) => findStage(one, stage)).some((stage) => stage && isOpen(stage, now));
      return one.cycle.state === 'running' && open;
    });
  return calls.flatMap(({ stages, words, caption }) => {
    if (isNow(stages)) return [];
    const label = caption === null ? null : content.rules[caption]?.value;
    const shared = calls.some(
      (other) =>
        other.caption !== caption &&
        isNow(other.stages) &&
        content.rules[other.caption ?? '']?.value === label,
    );
    const button =
      typeof label === 'string' && !shared ? new RegExp(`${press}${escaped(label)}»`, 'iu') : null;
    return sentences
      .filter((sentence) => (words.test(sentence) || button?.test(sentence)) && !notNow.test(sentence))
      .map((sentence) => `call of a closed stage (${stages[0]}): ${sentence.trim()}`);
  });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** An answer of a stage that is closed begins with saying so. */
function silentHome({ content, now, contest, home }: Reading, text: string): string[] {
  if (home === null) return [];
  const { cycle, title } = content.contests[contest ?? 'city'];
  const stage = findStage(content.contests[contest ?? 'city'], home);
  if (cycle.state === 'running' && stage && isOpen(stage, now)) return [];
  const begins =
    cycle.state !== 'running'
      ? [title, 'Конкурс призупинено', 'Новий цикл ще не оголошено']
      : [/^Етап «[^»]+» (?:ще не почався|уже завершено|зараз закритий)/];
  const said = begins.some((begin) =>
    typeof begin === 'string' ? text.startsWith(begin) : begin.test(text),
  );
  return said ? [] : [`closed stage ${home} is not said first: ${text.slice(0, 60)}`];
}

/** The head of an instruction stands in a text only while its stage is open. */
function closedInstruction({ content, now, contest }: Reading, text: string): string[] {
  const lines = new Set(text.split('\n'));
  const asked = contest === null ? contestIds : [contest];
  return asked.flatMap((id) => {
    const { cycle } = content.contests[id];
    const open = cycle.state === 'running' ? cycle.stages.filter((stage) => isOpen(stage, now)) : [];
    const heads = (isWanted: (stage: string) => boolean) =>
      Object.entries(content.instructions).flatMap(([key, { title }]) => {
        const [of, stage = ''] = key.split('.');
        return of === id && isWanted(stage) ? [title] : [];
      });
    const allowed = new Set(heads((stage) => open.some((one) => one.id === stage)));
    return heads((stage) => open.every((one) => one.id !== stage))
      .filter((title) => !allowed.has(title) && lines.has(title))
      .map((title) => `instruction of a closed stage: ${title}`);
  });
}
