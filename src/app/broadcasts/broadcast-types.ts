// Owns what staff ask and are told about broadcasts: the shapes of the broadcast part of the desk; what is done is elsewhere.
import type {
  Audience,
  BroadcastKind,
  BroadcastState,
  Counts,
  Nature,
  Payment,
} from '../../core/broadcast.ts';
import type { ContestId, StageId } from '../../core/contest.ts';
import type { DeliveryState } from '../../core/delivery.ts';
import type { Choice, Reply } from '../../core/reply.ts';
import type { LetterResults } from '../letters/mail-results.ts';
import type { Result } from '../result.ts';
import type { Progress } from './broadcast-live.ts';

/** A picture of a message: an address that messengers can fetch, and what it shows for who can't see it. */
export type Picture = { url: string; alt: string };

export type BroadcastSummary = {
  id: string;
  key: string;
  line: string | null;
  kind: BroadcastKind;
  contest: ContestId | null;
  stage: StageId | null;
  at: number;
  lastUsefulAt: number;
  channels: string[];
  state: BroadcastState;
  reason: string | null;
  createdBy: string | null;
  editedBy: string | null;
  approvedBy: string | null;
  total: number;
  /** The subject or the first words of what staff wrote themselves; null: its kind and stage say what it is. */
  about: string | null;
};

export type BroadcastResults = Counts & {
  id: string;
  state: BroadcastState;
  byChannel: Record<string, Counts>;
  /** Why one person alone approved it; absent where a second one did. */
  emergency?: string;
  /** How its letters fared; absent where it has none, and where only counts are asked for. */
  letters?: LetterResults;
};

/** One act of staff on a broadcast. `reason` is that of an emergency; an edit names the hashes before and after it. */
export type BroadcastEvent = {
  at: number;
  actor: string;
  act: string;
  reason: string | null;
  single: boolean;
  from: string | null;
  to: string | null;
};

/** What people see on some channels: the message in as many parts as it needs there, and whether it is a letter. */
export type Look = { channels: string[]; letter: boolean; parts: Reply[] };

/** How long the message is on a channel, and how long one message may be there, in characters without markup. */
export type Length = { channel: string; used: number; most: number };

/** Why people of the audience get nothing. */
export const leftOutReasons = ['muted', 'voted', 'unreachable', 'weeklyLimit', 'legacyCap'] as const;
export type LeftOut = Record<(typeof leftOutReasons)[number], number>;

export type BroadcastView = BroadcastSummary & {
  text: string;
  letterText: string | null;
  subject: string | null;
  picture: Picture | null;
  choices: readonly Choice[];
  /** The message as each channel shows it; channels that show it alike stand together. */
  looks: Look[];
  lengths: Length[];
  /** Its channels on which a test can be sent to one person. */
  tryable: string[];
  nature: Nature;
  audience: Audience;
  payment: Payment | null;
  /** Whether its writer needs another person to approve it; false in a city with a single clerk. */
  secondApproval: boolean;
  /** What an approval is bound to: text, audience rule, channels, times and payment. */
  hash: string;
  /** Head count now, by channel; price in euros and duration at the platforms' rate. */
  recipients: Record<string, number>;
  /** People of the audience who get nothing of it, by why. */
  leftOut: LeftOut;
  priceEur: number;
  durationSeconds: number;
  /** When the last message would leave, nights left out; and whether that is before its last use and the end of its stage. */
  endsAt: number;
  endsBeforeClosing: boolean;
  /** Why one person alone approved it; null: a second person did, or nobody yet. */
  emergency: string | null;
  history: BroadcastEvent[];
  warnings: string[];
  results: BroadcastResults;
};

/** What a draft would be, before it exists: the text of a message and of a letter, head count, price, duration. */
export type BroadcastPreview = Pick<
  BroadcastView,
  | 'at'
  | 'channels'
  | 'text'
  | 'letterText'
  | 'subject'
  | 'picture'
  | 'choices'
  | 'looks'
  | 'lengths'
  | 'audience'
  | 'recipients'
  | 'leftOut'
  | 'priceEur'
  | 'durationSeconds'
  | 'endsAt'
  | 'endsBeforeClosing'
  | 'warnings'
>;

export type RecipientRow = {
  row: string;
  person: string;
  channel: string;
  state: string;
  reason: string | null;
  at: number | null;
};

/** How many messages did not arrive on a channel, for one reason. */
export type ReasonRow = { channel: string; state: DeliveryState; reason: string; people: number };

export type NewBroadcast = {
  text: string;
  subject: string | null;
  /** With a picture, what it shows must be told too. */
  picture?: Picture | null;
  /** At most four: an address of https, or one of the chat's own commands. */
  choices?: readonly Choice[];
  at: number;
  lastUsefulAt: number | null;
  /**
   * `unlessVoted`: only people who have not said that they voted in this cycle of the contest, which must be named.
   * `follows`: only followers of a project, by its uid; `attends`: only people with a seat at an event, by its id. Both
   * reach people by the consent that they gave for it.
   */
  audience: Partial<Pick<Audience, 'contest' | 'role' | 'source' | 'topic' | 'follows' | 'attends'>> & {
    unlessVoted?: boolean;
  };
  /** null: every channel on which people are written to. */
  channels: string[] | null;
  nature: Nature;
  /** wait: people whom it would cost money get it at their next visit. */
  payment?: Payment | null;
  by: string;
};

export const broadcastActs = ['approve', 'pause', 'resume', 'cancel'] as const;
export type BroadcastAct = (typeof broadcastActs)[number];
/** What an approval may say besides: the reason of an emergency, and the hash (or its beginning) that the person saw. */
/** `hindrance`: why an approval is refused, unless the role or the author already refuse it. */
export type ActDetail = {
  emergency?: string | null;
  hash?: string | null;
  hindrance?: Result<never> | null;
};
/** A broadcast after an act, with the counts of that moment. */
export type BroadcastActed = BroadcastSummary & { results: BroadcastResults };

export const retryScopes = ['failed', 'unknown', 'never', 'new'] as const;
export type RetryScope = (typeof retryScopes)[number];
/** How many people each scope would take up now, by channel; null: counting them takes long, and was not asked for. */
export type RetryPreview = Record<Exclude<RetryScope, 'new'>, Record<string, number>> & {
  new: Record<string, number> | null;
};

export type TestSend = { to: string; channel: string; by: string };

/** The broadcast part of the desk. */
export type BroadcastDesk = {
  list: () => Promise<BroadcastSummary[]>;
  show: (id: string) => Promise<BroadcastView | null>;
  /** What `create`, or `edit` of `id`, would make of the draft, refused for the same reasons; keeps nothing. */
  preview: (draft: NewBroadcast, id?: string) => Promise<Result<BroadcastPreview>>;
  create: (draft: NewBroadcast) => Promise<Result<BroadcastView>>;
  /** Puts another draft in place of one that has not begun; whoever approved it must look at it again. */
  edit: (id: string, draft: NewBroadcast) => Promise<Result<BroadcastView>>;
  act: (id: string, act: BroadcastAct, by: string, more?: ActDetail) => Promise<Result<BroadcastActed>>;
  retry: (id: string, scope: RetryScope, by: string) => Promise<Result<{ rows: number }>>;
  /** What each scope of a retry would take up; changes nothing. `quick`: without what takes long in a large city. null: there is no such broadcast. */
  retryPreview: (id: string, how?: { quick: boolean }) => Promise<RetryPreview | null>;
  /** Sends the message, marked as a test, to an address of the city's own people at once. */
  test: (id: string, of: TestSend) => Promise<Result<null>>;
  /** Keeps a picture where messengers can fetch it; its address. */
  keepPicture: (file: { name: string; bytes: Uint8Array }, by: string) => Promise<Result<{ url: string }>>;
  results: (id: string) => Promise<BroadcastResults | null>;
  /** How far it has come, cheap enough to be asked every other second. */
  progress: (id: string) => Promise<Progress | null>;
  /** One page of rows in order of people, after the row named; what is null or absent narrows nothing. */
  recipients: (
    id: string,
    page?: {
      after: string | null;
      most: number;
      state?: DeliveryState | null;
      channel?: string | null;
      reason?: string | null;
    },
  ) => Promise<RecipientRow[]>;
  /** What did not arrive, by channel, state and reason, the most first. */
  reasons: (id: string) => Promise<ReasonRow[]>;
  /** Whether whole addresses may be shown to this person; the audit trail keeps that they were. */
  openAddresses: (id: string, by: string) => Promise<Result<null>>;
};
