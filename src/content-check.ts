// Owns the check of content as a whole: what is missing, contradictory, unknown or too long, by file and field.

import { answerSaid, instructionSaid, phrase, situationText } from './core/answer.ts';
import { contestIds, roles, stageIds } from './core/contest.ts';
import { factsFor, say } from './core/facts.ts';
import { checkLetters } from './core/letter-check.ts';
import { occurrencesOf } from './core/occurrences/occurrence.ts';
import { placeholdersOf } from './core/template.ts';
import { type Content, type ContentProblem, instructionKey } from './core/texts.ts';
import { dayMs, localDate } from './core/time.ts';
import { voiceAsides } from './core/understanding.ts';

const weekMs = 7 * dayMs;

/** An instruction fits a chat message that people read to the end. */
const instructionLength = 900;
/** The shortest text that every channel takes in one message, with room for a footer. */
const noticeLength = 1000;
const faqLength = 3500;

/** Prefixes of the phrase files that only staff see, or that a page fills itself. */
const staffWords = /^(console|cli|mail|web|task|report|pack)\./;

/** Placeholders that the code fills for one phrase only; those of letters are core/letter-places.ts's. */
const own = new Set([
  'labels',
  'contestTitle',
  'others',
  'home.name',
  'home.start',
  'home.end',
  'warning',
  'privacyUrl',
  'roleName',
  'scope',
  'wording',
  'value',
  'link',
  'answer',
  'name',
  'start',
  'end',
  'event.title',
  'event.quoted',
  'event.when',
  'event.where',
  'event.link',
  'subject',
  'minutes',
  'total',
  'page',
  'pages',
]);

/** Every problem of a parsed content; errors stop the start, gaps are rules that the city has not confirmed. */
export function checkContent(content: Content): ContentProblem[] {
  const calendar = checkCalendar(content);
  // Facts are worked out of dates: without sound ones nothing else can be looked at.
  if (calendar.length > 0) return calendar;
  const known = new Set([...Object.keys(factsFor(content, { contest: 'city', now: 0 })), ...own]);
  const problems = [
    ...unknownPlaceholders(content, known),
    ...checkLetters(content),
    ...checkMissing(content),
    ...checkGaps(content),
  ];
  // Rendering needs every placeholder to be known and every record to be there.
  return problems.some((problem) => problem.level === 'error')
    ? problems
    : [...problems, ...checkLengths(content), ...checkFrequency(content)];
}

/**
 * A person is promised at most so many messages a week: a calendar that crowds more is worth knowing before it runs.
 * Counted for subscribers of each contest and of both; what comes at one instant comes as one message.
 */
function checkFrequency(content: Content): ContentProblem[] {
  const { maxMessagesPerWeek } = content.city;
  const channels = { chats: ['chat'], letters: [] };
  const sources = { content, lines: [], events: [], channels, digests: [] };
  const notices = occurrencesOf(sources, 0, Number.MAX_SAFE_INTEGER);
  const subscribers = [...contestIds.map((id) => [id]), [...contestIds]];
  return subscribers.flatMap((contests) => {
    const mine = notices.filter((one) => contests.some((id) => id === one.contest));
    const instants = [...new Set(mine.map((one) => one.at))];
    const crowded = instants.find(
      (at) => instants.filter((other) => at <= other && other < at + weekMs).length > maxMessagesPerWeek,
    );
    if (crowded === undefined) return [];
    const message = `more than ${maxMessagesPerWeek} reminders in the week from ${localDate(crowded)}`;
    return [{ level: 'note' as const, file: 'calendar.yaml', field: contests.join('+'), message }];
  });
}

function error(file: string, field: string, message: string): ContentProblem {
  return { level: 'error', file, field, message };
}

function checkCalendar(content: Content): ContentProblem[] {
  return contestIds.flatMap((id) => {
    const { stages } = content.contests[id].cycle;
    const seen = new Set<string>();
    return stages.flatMap((stage) => {
      const field = `${id}.${stage.id}`;
      const doubled = seen.has(stage.id);
      seen.add(stage.id);
      if (Number.isNaN(stage.opens) || Number.isNaN(stage.closes))
        return [error('calendar.yaml', field, 'a date does not exist')];
      if (stage.opens >= stage.closes)
        return [error('calendar.yaml', field, 'the stage closes before it opens')];
      return doubled ? [error('calendar.yaml', field, 'the stage stands twice')] : [];
    });
  });
}

function unknownPlaceholders(content: Content, known: ReadonlySet<string>): ContentProblem[] {
  const find = (file: string, field: string, text: string | null | undefined) =>
    placeholdersOf(text ?? '')
      .filter((name) => !known.has(name))
      .map((name) => error(file, field, `unknown placeholder {${name}}`));
  const instructions = Object.entries(content.instructions).flatMap(([key, record]) =>
    find(
      `instructions/${key.split('.')[0]}.yaml`,
      key,
      [
        record.title,
        record.deadline,
        ...record.steps,
        ...record.documents,
        record.warning,
        record.short,
        ...record.links.map((l) => l.url),
      ].join('\n'),
    ),
  );
  const faq = Object.entries(content.faq).flatMap(([id, entry]) =>
    find(
      `faq/${id.split('.')[0]}.yaml`,
      id,
      [entry.answer, entry.outside, ...Object.values(entry.parts)].join('\n'),
    ),
  );
  const notices = content.notices.flatMap((notice) => [
    ...find('notices.yaml', `${notice.id}.digest`, notice.digest),
    ...contestIds.flatMap((id) =>
      find(
        'notices.yaml',
        `${notice.id}.${id}`,
        `${notice.contests[id]?.subject ?? ''}\n${notice.contests[id]?.text ?? ''}`,
      ),
    ),
  ]);
  // Words of staff's pages are filled by the pages themselves.
  const chat = Object.entries(content.phrases).filter(([key]) => !staffWords.test(key));
  const phrases = chat.flatMap(([key, text]) => find('phrases.yaml', key, text));
  return [
    ...instructions,
    ...faq,
    ...notices,
    ...unknownInPacks(content, find),
    ...phrases,
    ...find('privacy.md', '', content.privacy),
  ];
}

type Find = (file: string, field: string, text: string) => ContentProblem[];

/** The forms of outlets may also use the story that fills them. */
function unknownInPacks({ packs }: Content, find: Find): ContentProblem[] {
  const blocks = [
    'title',
    'lead',
    'what',
    'how',
    'why',
    'story',
    'post',
    'radio',
    'poster',
    'picture',
    'about',
    'link',
  ];
  const bare = (text: string) => blocks.reduce((left, name) => left.replaceAll(`{${name}}`, ''), text);
  const forms = Object.entries(packs.parts).flatMap(([part, text]) =>
    find('packs.yaml', `parts.${part}`, bare(text)),
  );
  const stories = Object.entries(packs.stories).flatMap(([key, story]) =>
    find('packs.yaml', `stories.${key}`, Object.values(story).flat().join('\n')),
  );
  const about = Object.entries(packs.about).flatMap(([id, text]) => find('packs.yaml', `about.${id}`, text));
  return [...forms, ...stories, ...about];
}

function checkMissing(content: Content): ContentProblem[] {
  const instructions = contestIds.flatMap((contest) =>
    stageIds.flatMap((stage) =>
      roles
        .map((role) => instructionKey(contest, stage, role))
        .filter((key) => !content.instructions[key])
        .map((key) => error(`instructions/${contest}.yaml`, key, 'the instruction is missing')),
    ),
  );
  const related = Object.entries(content.faq).flatMap(([id, entry]) =>
    entry.related
      .filter((other) => !content.faq[other])
      .map((other) => error(`faq/${id.split('.')[0]}.yaml`, id, `related question ${other} does not exist`)),
  );
  const empty = Object.entries(content.faq)
    .filter(([, entry]) => !entry.answer && !entry.instruction)
    .map(([id]) => error(`faq/${id.split('.')[0]}.yaml`, id, 'there is no answer'));
  return [...instructions, ...related, ...empty, ...unknownInVoices(content)];
}

/** A voice writes for questions that there are, or beside them. */
function unknownInVoices({ faq, words }: Content): ContentProblem[] {
  const known = new Set<string>([...Object.keys(faq), ...voiceAsides]);
  return (words.voices ?? []).flatMap(({ name, messages }) =>
    Object.keys(messages)
      .filter((id) => !known.has(id))
      .map((id) => error(`phrasings/${name}.yaml`, id, `there is no question ${id}`)),
  );
}

function checkGaps(content: Content): ContentProblem[] {
  return Object.entries(content.rules)
    .filter(([, rule]) => rule.value === null)
    .map(([key, rule]) => ({ level: 'gap', file: 'rules.yaml', field: key, message: rule.label }));
}

function checkLengths(content: Content): ContentProblem[] {
  const now = content.contests.city.cycle.stages[0]?.opens ?? 0;
  const long = (file: string, field: string, text: string, most: number) =>
    text.length > most ? [error(file, field, `${text.length} characters, at most ${most}`)] : [];
  const instructions = contestIds.flatMap((contest) =>
    stageIds.flatMap((stage) =>
      roles.flatMap((role) => {
        const { text } = instructionSaid(content, { contest, now }, { stage, role });
        return long(
          `instructions/${contest}.yaml`,
          instructionKey(contest, stage, role),
          text,
          instructionLength,
        );
      }),
    ),
  );
  const faq = Object.entries(content.faq).flatMap(([id, entry]) => {
    const stage = entry.stage === 'any' ? null : entry.stage;
    return long(
      `faq/${id.split('.')[0]}.yaml`,
      id,
      answerSaid(content, id, { contest: null, now, stage }).text,
      faqLength,
    );
  });
  const notices = content.notices.flatMap((notice) =>
    contestIds.flatMap((contest) => {
      const words = notice.contests[contest];
      if (!words) return [];
      const facts = factsFor(content, { contest, now, stage: notice.stage });
      return long(
        'notices.yaml',
        `${notice.id}.${contest}`,
        say(content, words.text, facts).text,
        noticeLength,
      );
    }),
  );
  const help = long(
    'phrases.yaml',
    'help',
    phrase(content, 'help', factsFor(content, { contest: 'city', now })),
    2000,
  );
  situationText(content, { contest: 'city', now });
  return [...instructions, ...faq, ...notices, ...help];
}
