// Owns which messages of a plan's row can have words of staff's own, with the words that stand now.
import { type Contest, type ContestId, contestIds, findStage } from '../../core/contest.ts';
import { carriageOf, letterStages } from '../../core/occurrences/occurrence.ts';
import {
  covers,
  type LineSettings,
  type LineText,
  type OwnText,
  textSlot,
} from '../../core/plan/line-settings.ts';
import type { PlanLine } from '../../core/plan/plan.ts';
import type { Facts } from '../../core/template.ts';
import type { Content } from '../../core/texts.ts';

/** A message of a row. `words` are the city's, `own` those of staff; `at` is an instant at which it may go out. */
export type TextSlot = {
  slot: string;
  contest: ContestId;
  words: LineText;
  own: OwnText | null;
  at: number;
  /** Whether it is read in chats, where a message must fit. */
  chats: boolean;
  facts: Facts;
};

type Words = { text: string; subject?: string | undefined; preheader?: string | undefined };

function lineText({ text, subject, preheader }: Words): LineText {
  return { text, subject: subject ?? null, preheader: preheader ?? null };
}

/** The messages of a row under its settings, in the order of the city's texts; a row that sends nothing has none. */
export function slotsOf(content: Content, line: PlanLine, settings: LineSettings): TextSlot[] {
  const contests = contestIds.map((id) => content.contests[id]);
  switch (carriageOf(line)) {
    case 'notices':
      return contests.flatMap((contest) => noticeSlots(content, contest, settings));
    case 'letters':
      return contests.flatMap((contest) => letterSlots(content, contest, settings));
    case 'invitations':
      return invitationSlot(content, settings);
    case null:
      return [];
  }
}

function noticeSlots(content: Content, contest: Contest, settings: LineSettings): TextSlot[] {
  return content.notices.flatMap((notice) => {
    const words = notice.contests[contest.id];
    const stage = findStage(contest, notice.stage);
    if (!words || !stage || !covers(settings, contest.id, stage.id)) return [];
    const slot = textSlot({ name: notice.id, contest: contest.id });
    const own = settings.texts?.[slot] ?? null;
    return [
      { slot, contest: contest.id, words: lineText(words), own, at: stage.opens, chats: true, facts: {} },
    ];
  });
}

function letterSlots(content: Content, contest: Contest, settings: LineSettings): TextSlot[] {
  return (settings.stages ?? letterStages).flatMap((id) => {
    const letter = content.letters[`${id}.${contest.id}`];
    const stage = findStage(contest, id);
    if (!letter || !stage || !covers(settings, contest.id, id)) return [];
    const slot = textSlot({ name: id, contest: contest.id });
    const own = settings.texts?.[slot] ?? null;
    return [
      { slot, contest: contest.id, words: lineText(letter), own, at: stage.opens, chats: false, facts: {} },
    ];
  });
}

/** An invitation knows its event only later: its values stand in as text. */
function invitationSlot(content: Content, settings: LineSettings): TextSlot[] {
  const letter = content.letters['invitation.chat'];
  if (!letter) return [];
  const names = ['event.title', 'event.when', 'event.where', 'event.link'];
  const facts: Facts = Object.fromEntries(
    names.map((name) => [name, { label: name, kind: 'text' as const, value: name }]),
  );
  const slot = textSlot('invitation');
  const words = lineText({ ...content.letters.invitation, text: letter.text });
  const own = settings.texts?.[slot] ?? null;
  return [
    {
      slot,
      contest: 'city',
      words,
      own,
      at: content.contests.city.cycle.stages[0]?.opens ?? 0,
      chats: true,
      facts,
    },
  ];
}
