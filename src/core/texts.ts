// Owns the shape of content/: what the city's people write, checked once and then trusted everywhere.
import { z } from 'zod';
import { type BroadcastKind, broadcastKinds } from './broadcast.ts';
import { type Contest, type ContestId, contestIds, roles, type StageId, stageIds } from './contest.ts';
import { type DataClass, dataClasses } from './retention.ts';
import type { Words } from './understanding.ts';

const localMoment = z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d$/, 'очікується «2026-10-19 00:00»');
const timeOfDay = z.string().regex(/^\d\d:\d\d$/, 'очікується «21:00»');
const line = z.string().trim().min(1);

/** A kind of message of which a city's file says nothing waits for a person. */
const askAlways = Object.fromEntries(broadcastKinds.map((kind) => [kind, 'ask'])) as Record<
  BroadcastKind,
  'ask' | 'resend' | 'leave'
>;

export const citySchema = z.strictObject({
  id: line,
  name: line,
  nameIn: line,
  nameOf: line,
  site: z.url(),
  controller: z.strictObject({
    name: line,
    address: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
  }),
  processors: z.array(line),
  quietHours: z.strictObject({ from: timeOfDay, to: timeOfDay }),
  /** When people answer residents; days of the week from 1 (Monday). Not said or null: residents are told no hours. */
  deskHours: z
    .strictObject({ days: z.array(z.number().int().min(1).max(7)).min(1), from: timeOfDay, to: timeOfDay })
    .refine(({ from, to }) => from < to, 'початок має бути раніше за кінець')
    .nullish(),
  maxMessagesPerWeek: z.number().int().positive(),
  /** Whether a second person approves what staff write; false only in a city with a single clerk. */
  secondApproval: z.boolean(),
  /** The most that paid messages may cost in a calendar month, in euros; null: no limit was set. */
  monthlyPurseEur: z.number().nonnegative().nullable(),
  /** What becomes of messages whose outcome is unknown: a person decides, they are sent again, or they stay. */
  unknownOutcomes: z
    .partialRecord(z.enum(broadcastKinds), z.enum(['ask', 'resend', 'leave']))
    .transform((said) => ({ ...askAlways, ...said })),
  /** Whether visits of letters' links are counted, without cookies or names; not said: they are. */
  letterClicks: z.boolean().optional(),
  /** How many days each class of data is kept; what is not said is kept as src/core/retention.ts proposes. */
  retention: z
    .partialRecord(z.enum(dataClasses as [DataClass, ...DataClass[]]), z.number().int().positive())
    .optional(),
  /** How gently letters leave; `{}` means the pace of a careful city (src/app/sending/mail-pace.ts), not said or null: no limit. */
  letterPace: z
    .strictObject({
      perDomainPerHour: z.number().int().positive().nullable().optional(),
      /** Letters a day on the first days of a new sender; empty: no warming up. */
      warmUp: z.array(z.number().int().positive()).optional(),
    })
    .nullish(),
});

const contestCalendarSchema = z.strictObject({
  title: line,
  short: line,
  state: z.enum(['running', 'notAnnounced', 'suspended']),
  cycle: line,
  example: z.boolean(),
  suspensionDecision: z.string().nullable(),
  stages: z.array(
    z.strictObject({ id: z.enum(stageIds), title: line, opens: localMoment, closes: localMoment }),
  ),
});
export const calendarSchema = z.strictObject({ city: contestCalendarSchema, kids: contestCalendarSchema });

export const ruleSchema = z.strictObject({
  label: line,
  kind: z.enum(['money', 'number', 'text', 'list', 'url', 'date', 'phone', 'email']),
  value: z.union([z.string(), z.number(), z.array(z.string()), z.null()]),
  note: z.string().nullish(),
});
export const rulesSchema = z.record(z.string(), ruleSchema);

export const instructionSchema = z.strictObject({
  title: line,
  deadline: line,
  steps: z.array(line).min(1).max(7),
  documents: z.array(line).default([]),
  links: z.array(z.strictObject({ label: line, url: line })).default([]),
  warning: z.string().nullable().default(null),
  short: line,
});
export const instructionsSchema = z.record(z.string(), instructionSchema);

/** Fewer ways of asking do not tell an answer from its neighbours. */
export const fewestPhrasings = 4;

export const faqSchema = z.strictObject({
  stage: z.enum(['any', ...stageIds]),
  question: line,
  phrasings: z.array(line).min(fewestPhrasings),
  answer: z.string().nullable(),
  outside: z.string().nullable().default(null),
  instruction: z.enum(roles).optional(),
  /** What to say where only this much was asked for: by the id of the city contest's own question. */
  parts: z.record(z.string(), line).default({}),
  related: z.array(z.string()).default([]),
});
export const faqFileSchema = z.record(z.string(), faqSchema);

const noticeTextSchema = z.strictObject({ subject: line, text: line });
export const noticeSchema = z.strictObject({
  id: z.string().regex(/^[a-z]+\.(opens|closes-\d+)$/),
  stage: z.enum(stageIds),
  moment: z.string().regex(/^(opens|closes-\d+)$/),
  /** What happens on the stage's first day (`opens`) or last day (`closes-N`), for a list of days: `{voting.end}`, not `{stage.end}`. */
  digest: line,
  contests: z.partialRecord(z.enum(contestIds), noticeTextSchema),
});
export const noticesSchema = z.array(noticeSchema);

export const letterSchema = z.strictObject({
  subject: z.string().optional(),
  preheader: z.string().optional(),
  text: line,
});
export const lettersSchema = z.record(z.string(), letterSchema);
export const phrasesSchema = z.record(z.string(), z.string());

/** The texts that a pack can hold, one form for each kind of outlet. */
export const packPartIds = [
  'social',
  'radio',
  'tv',
  'release',
  'article',
  'poster',
  'web',
  'layout',
] as const;

const storySchema = z.strictObject({
  title: line,
  lead: line,
  what: line,
  how: z.array(line).min(1).max(7),
  why: line,
  post: line,
  radio: line,
  poster: z.array(line).min(1).max(4),
  picture: line,
});
export const packsSchema = z.strictObject({
  parts: z.record(z.enum(packPartIds), line),
  about: z.record(z.enum(contestIds), line),
  stories: z.record(
    z.string().refine((key) => {
      const [contest, stage] = key.split('.');
      return contestIds.some((id) => id === contest) && stageIds.some((id) => id === stage);
    }, 'очікується «city.voting»'),
    storySchema,
  ),
});

export type PackPart = (typeof packPartIds)[number];
export type Story = z.infer<typeof storySchema>;
/** Ready texts for outlets: a form for each part, and a story for each contest and stage (`city.voting`). */
export type Packs = z.infer<typeof packsSchema>;
export type City = z.infer<typeof citySchema>;
export type Rule = z.infer<typeof ruleSchema>;
export type Instruction = z.infer<typeof instructionSchema>;
export type FaqEntry = z.infer<typeof faqSchema>;
export type Notice = z.infer<typeof noticeSchema>;
export type LetterText = z.infer<typeof letterSchema>;
export type CalendarFile = z.infer<typeof calendarSchema>;

/** Everything that the city's people have written, read and checked; frozen. */
export type Content = {
  city: City;
  contests: Readonly<Record<ContestId, Contest>>;
  rules: Readonly<Record<string, Rule>>;
  instructions: Readonly<Record<string, Instruction>>;
  faq: Readonly<Record<string, FaqEntry>>;
  notices: readonly Notice[];
  letters: Readonly<Record<string, LetterText>>;
  packs: Packs;
  phrases: Readonly<Record<string, string>>;
  /** What the matcher of questions knows of the language. */
  words: Words;
  privacy: string;
};

/** Something wrong in content/: `error` stops the start, `gap` is an unset value, `note` is worth knowing. */
export type ContentProblem = {
  level: 'error' | 'gap' | 'note';
  file: string;
  field: string;
  message: string;
};

export function instructionKey(contest: ContestId, stage: StageId, role: string): string {
  return `${contest}.${stage}.${role}`;
}
