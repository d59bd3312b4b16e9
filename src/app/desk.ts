// Owns what staff can ask of the application, as one set of use cases: the console and the command line call nothing else.

import type { LineChange, SourceTarget, StaffRole } from '../../db/tables.ts';
import type { ContestId, Role, StageId } from '../core/contest.ts';
import type { Carriage, CityEvent, LineSettings } from '../core/occurrence.ts';
import type { ParsedPlan, PlanLine } from '../core/plan.ts';
import type { AccessDesk } from './access-desk.ts';
import type { AuditDesk } from './audit-desk.ts';
import type { BroadcastDesk, BroadcastSummary } from './broadcast-types.ts';
import type { CorrectionDesk } from './correction.ts';
import type { DraftDesk } from './draft-desk.ts';
import type { DutyDesk } from './duty.ts';
import type { EntryDesk } from './entry-desk.ts';
import type { EventDesk, NewEvent } from './event-desk.ts';
import type { EvidenceDesk } from './evidence.ts';
import type { FiguresDesk } from './figures.ts';
import type { HelpedDesk } from './helped-desk.ts';
import type { LettersDesk } from './letter-desk.ts';
import type { ListDesk } from './list-job.ts';
import type { OpenDataDesk } from './open-data.ts';
import type { PackDesk } from './pack.ts';
import type { PeopleDesk } from './people-desk.ts';
import type { PlanEdits, PlanVersions } from './plan-use.ts';
import type { PollDesk } from './poll-desk.ts';
import type { ProjectDesk } from './project-desk.ts';
import type { PurseView } from './purse.ts';
import type { QuestionDesk, QuestionView } from './question-desk.ts';
import type { RegisterDesk } from './register.ts';
import type { ReportDesk } from './report.ts';
import type { RetentionDesk } from './retention-desk.ts';
import type { SourceDesk } from './source-desk.ts';
import type { StaffDesk } from './staff-desk.ts';
import type { TaskDesk } from './task-desk.ts';
import type { TextDesk } from './text-desk.ts';
import type { TextLibrary } from './text-library.ts';
import type { UnansweredDesk } from './unanswered-desk.ts';
import type { UnknownDesk } from './unknown.ts';

export type {
  BroadcastAct,
  BroadcastActed,
  BroadcastDesk,
  BroadcastPreview,
  BroadcastResults,
  BroadcastSummary,
  BroadcastView,
  NewBroadcast,
  ReasonRow,
  RecipientRow,
  RetryPreview,
  RetryScope,
} from './broadcast-types.ts';

/** Done with a value, or refused with a code and words for a person (Ukrainian, ready to show). */
export type Result<T> = { ok: true; value: T } | { ok: false; code: string; message: string };

export type StaffMember = { id: string; email: string; role: StaffRole };

export type PlanSummary = {
  id: string;
  title: string;
  status: ParsedPlan['status'];
  lines: number;
  confirmed: number;
  /** Rows that are neither confirmed nor left out. */
  open: number;
  dropped: boolean;
};
export type PlanRow = {
  line: PlanLine;
  settings: LineSettings;
  confirmedAt: number | null;
  confirmedBy: string | null;
  dropped: string | null;
  /** The row as it was before staff corrected it; null: nobody did. */
  original: PlanLine | null;
  /** What staff did to the row since the import, and why. */
  change: LineChange | null;
  reason: string | null;
  carriage: Carriage | null;
  /** What staff must answer before the row can be confirmed: an event, its stages, its period; empty: nothing. */
  needs: ('event' | 'stages' | 'period')[];
};
export type PlanView = PlanSummary & { head: Omit<ParsedPlan, 'lines'>; rows: PlanRow[] };

export type StageDate = {
  contest: ContestId;
  stage: StageId;
  title: string;
  opens: number;
  closes: number;
  changed: boolean;
  /** The calendar is only an example: whoever shows the date says so. */
  example: boolean;
};
/** What becomes of messages that a change of dates makes late: they go at once, never, or wait for a person. */
export const lateChoices = ['send', 'drop', 'ask'] as const;
export type LateChoice = (typeof lateChoices)[number];
/**
 * One planned message that a change of dates touches. `from` or `to` null: it did not exist or disappears. reworded: it
 * stays where it is, but somebody had approved other words.
 */
export type DiffRow = {
  change: 'appears' | 'moves' | 'late' | 'orphaned' | 'reworded';
  key: string;
  /** The key that it has afterwards; null: it disappears. */
  newKey: string | null;
  line: string | null;
  from: number | null;
  to: number | null;
  channels: string[];
  /** People whom it would reach now, by channel. */
  recipients: Record<string, number>;
  /** Whose approval of it does not hold any more. */
  voided: string | null;
};

/** A message that the plan or the calendar will send. */
export type PlannedMessage = {
  at: number;
  line: string | null;
  broadcast: string;
  channel: string;
  audience: string;
  recipients: number;
  subject: string | null;
  text: string;
  lastUsefulAt: number;
  priceEur: number;
  /** At the platform's rate. */
  durationSeconds: number;
  /** Keys of the messages of the same hour that these people get along with it; the text holds them all. */
  mergedWith?: string[];
};

/** A message that will go out, as far as a calendar needs it. `key` names it; `line` is the plan's, where it comes of one. */
export type OutlinedMessage = { at: number; key: string; line: string | null };

export type Question = QuestionView;
export type SourceRow = { name: string; target: SourceTarget | null; visits: number };
export type Today = {
  now: number;
  situations: { contest: ContestId; text: string }[];
  next: BroadcastSummary[];
  waiting: BroadcastSummary[];
  questions: number;
  /** Open questions whose promised time is over. */
  questionsLate: number;
  /** Rules for which the city has set no value yet. */
  unset: number;
  /** When somebody last made a copy of the database by hand or on a schedule; null: the audit trail knows of none. */
  backupAt: number | null;
  gaps: { rule: string; label: string; times: number }[];
  alarms: { key: string; text: string; raisedAt: number }[];
  /** Messages of which nobody knows whether they arrived, and on which somebody must decide. */
  unknown: number;
  training: boolean;
  /** People who can be reached, by channel. */
  subscribers: Record<string, number>;
};

export type Desk = {
  report: ReportDesk;
  evidence: EvidenceDesk;
  /** Events of the city, and who has a seat at them. */
  events: EventDesk;
  /** What residents think, counted without identities. */
  polls: PollDesk;
  today: () => Promise<Today>;
  plans: {
    list: () => Promise<PlanSummary[]>;
    show: (id: string) => Promise<PlanView | null>;
    /** Reads a document; with `save` it is kept, unconfirmed, and gets an id. */
    import: (
      file: { name: string; bytes: Uint8Array },
      save: boolean,
      by: string,
    ) => Promise<Result<{ id: string | null; plan: ParsedPlan }>>;
    /** Confirms one row, with the stages that staff chose for it. */
    confirm: (planId: string, key: string, by: string, stages: StageId[] | null) => Promise<Result<PlanRow>>;
    /** Confirms every row that needs no answer; names the others. */
    confirmAll: (
      planId: string,
      by: string,
    ) => Promise<Result<{ confirmed: string[]; open: { key: string; needs: string[] }[] }>>;
    unconfirm: (planId: string, key: string, by: string) => Promise<Result<null>>;
    drop: (planId: string, by: string) => Promise<Result<null>>;
    /** What staff do to single rows. */
    edit: PlanEdits;
    /** Newer versions of the same document. */
    versions: PlanVersions;
    addEvent: (event: NewEvent, by: string) => Promise<Result<CityEvent>>;
    events: () => Promise<CityEvent[]>;
  };
  calendar: {
    show: () => Promise<StageDate[]>;
    /** What the change would do to planned messages; changes nothing. */
    diff: (change: {
      contest: ContestId;
      stage: StageId;
      opens: number;
      closes: number;
    }) => Promise<Result<DiffRow[]>>;
    set: (
      change: { contest: ContestId; stage: StageId; opens: number; closes: number },
      by: string,
      /** Needed where messages become late that would still be of use; else it is refused (`calendar.late`). */
      late?: LateChoice,
    ) => Promise<Result<DiffRow[]>>;
  };
  /** Messages that may or may not have arrived. */
  unknown: UnknownDesk;
  /** What paid messages cost, and what is left of the month's limit. */
  purse: () => Promise<PurseView>;
  /** Work for people that comes of the plan. */
  tasks: TaskDesk;
  /** Ideas that their authors show by a link. */
  drafts: DraftDesk;
  /** Ready texts, codes and files for the outlets of a plan line. */
  packs: PackDesk;
  planned: (from: number, to: number) => Promise<PlannedMessage[]>;
  /** The same without people and prices, quickly: for a calendar of a year. */
  outline: (from: number, to: number) => Promise<OutlinedMessage[]>;
  broadcasts: BroadcastDesk;
  /** Changing and taking back what went out. */
  corrections: CorrectionDesk;
  /** Looking letters over, asking old addresses for consent, files behind links. */
  letters: LettersDesk;
  /** Questions that residents handed over. */
  questions: QuestionDesk;
  /** Who answers them, and when. */
  duty: DutyDesk;
  /** What nobody could answer. */
  unanswered: UnansweredDesk;
  helped: HelpedDesk;
  /** Texts that staff write in place of those of content/, or beside them. */
  texts: TextDesk;
  /** All texts, their looks, checks and revisions. */
  library: TextLibrary;
  /** Answers of the bot that staff write. */
  entries: EntryDesk;
  /** Projects of residents: lists that come in, and the steps of the work on winners. */
  projects: ProjectDesk;
  sources: SourceDesk;
  /** Sums and curves for those who would rather look. */
  figures: FiguresDesk;
  /** The stop list, and one person's data on request. */
  people: PeopleDesk;
  /** Lists of addresses on their way in. */
  lists: ListDesk;
  /** What everybody may read of the city's broadcasts. */
  register: RegisterDesk;
  /** What everybody may take away as tables. */
  openData: OpenDataDesk;
  /** How long which data are kept. */
  retention: RetentionDesk;
  /** Who is of the staff, and their way in. */
  staff: StaffDesk;
  /** What each sets up for their own coming in. */
  access: AccessDesk;
  /** The audit trail, searched and in words. */
  trail: AuditDesk;
  audit: (most: number) => Promise<{ at: number; actor: string; act: string; object: string }[]>;
  /** Texts for the console and the command line, from content/. */
  phrase: (key: string) => string;
  roles: readonly Role[];
  /** Names of the channels that can carry a broadcast. */
  channels: readonly string[];
};
