// Owns what staff can ask of the application, as one set of use cases: the console and the command line call nothing else.

import type { SourceTarget } from '../../db/tables.ts';
import type { ContestId, Role, StageId } from '../core/contest.ts';
import type { CityEvent } from '../core/occurrences/occurrence.ts';
import type { ParsedPlan } from '../core/plan/plan.ts';
import type { BroadcastDesk, BroadcastSummary } from './broadcasts/broadcast-types.ts';
import type { CorrectionDesk } from './broadcasts/correction.ts';
import type { PurseView } from './broadcasts/purse.ts';
import type { RegisterDesk } from './broadcasts/register.ts';
import type { UnknownDesk } from './broadcasts/unknown.ts';
import type { EventDesk, NewEvent } from './events/event-desk.ts';
import type { PollDesk } from './events/poll-desk.ts';
import type { LettersDesk } from './letters/letter-desk.ts';
import type { ListDesk } from './letters/list-job.ts';
import type { FiguresDesk } from './people/figures.ts';
import type { PeopleDesk } from './people/people-desk.ts';
import type { RetentionDesk } from './people/retention-desk.ts';
import type { SourceDesk } from './people/source-desk.ts';
import type { EvidenceDesk } from './plan/evidence.ts';
import type { OpenDataDesk } from './plan/open-data.ts';
import type { PackDesk } from './plan/pack.ts';
import type { PlanEdits, PlanVersions } from './plan/plan-use.ts';
import type {
  DiffRow,
  LateChoice,
  OutlinedMessage,
  PlannedMessage,
  PlanRow,
  PlanSummary,
  PlanView,
  StageDate,
} from './plan/plan-view.ts';
import type { ReportDesk } from './plan/report.ts';
import type { TaskDesk } from './plan/task-desk.ts';
import type { DraftDesk } from './projects/draft-desk.ts';
import type { ProjectDesk } from './projects/project-desk.ts';
import type { DutyDesk } from './questions/duty.ts';
import type { EntryDesk } from './questions/entry-desk.ts';
import type { HelpedDesk } from './questions/helped-desk.ts';
import type { QuestionDesk, QuestionView } from './questions/question-desk.ts';
import type { UnansweredDesk } from './questions/unanswered-desk.ts';
import type { Result } from './result.ts';
import type { AccessDesk } from './staff/access-desk.ts';
import type { AuditDesk } from './staff/audit-desk.ts';
import type { StaffDesk } from './staff/staff-desk.ts';
import type { TextDesk } from './texts/text-desk.ts';
import type { TextLibrary } from './texts/text-library.ts';

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
} from './broadcasts/broadcast-types.ts';

export type {
  DiffRow,
  LateChoice,
  OutlinedMessage,
  PlannedMessage,
  PlanRow,
  PlanSummary,
  PlanView,
  StageDate,
} from './plan/plan-view.ts';
export { lateChoices } from './plan/plan-view.ts';
export type { Result } from './result.ts';
export type { StaffMember } from './staff/member.ts';

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
