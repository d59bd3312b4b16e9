// Owns what a contest, its cycle and its stages are and which stage leads at an instant; dates come from the calendar.

export const contestIds = ['city', 'kids'] as const;
export type ContestId = (typeof contestIds)[number];

export const stageIds = [
  'preparation',
  'submission',
  'support',
  'review',
  'revision',
  'appeal',
  'campaigning',
  'voting',
  'results',
  'implementation',
  'reporting',
] as const;
export type StageId = (typeof stageIds)[number];

export const roles = ['author', 'voter', 'supporter'] as const;
export type Role = (typeof roles)[number];

/** A stage of one cycle. It is open while `opens <= now < closes`; both are instants in milliseconds. */
export type Stage = { id: StageId; title: string; opens: number; closes: number };

export type Cycle = {
  name: string;
  state: 'running' | 'notAnnounced' | 'suspended';
  /** The decision by which the cycle was suspended, as the city words it. */
  suspensionDecision: string | null;
  /** An example calendar: every date that is shown must say so. */
  example: boolean;
  stages: readonly Stage[];
};

export type Contest = { id: ContestId; title: string; short: string; cycle: Cycle };

/** What is going on in a contest at an instant. `others` are open stages beside the leading one. */
export type Situation =
  | { kind: 'notAnnounced' }
  | { kind: 'suspended'; decision: string | null }
  | { kind: 'before'; next: Stage }
  | { kind: 'open'; leading: Stage; others: Stage[]; next: Stage | null }
  | { kind: 'between'; last: Stage; next: Stage }
  | { kind: 'after'; last: Stage };

/** Of several open stages the first of this list leads: acting before waiting, voting before everything. */
const leadership: readonly StageId[] = [
  'voting',
  'submission',
  'support',
  'revision',
  'appeal',
  'campaigning',
  'review',
  'results',
  'implementation',
  'reporting',
  'preparation',
];

export function isOpen(stage: Stage, now: number): boolean {
  return stage.opens <= now && now < stage.closes;
}

export function findStage(contest: Contest, id: StageId): Stage | null {
  return contest.cycle.stages.find((stage) => stage.id === id) ?? null;
}

/** The stage's middle instant: what `--stage ID` alone means. */
export function middleOf(stage: Stage): number {
  return Math.round((stage.opens + stage.closes) / 2);
}

/**
 * Says what is going on in a contest at `now` (milliseconds). `preferred` makes an open stage lead
 * where staff or a test ask for that stage by name.
 */
export function situationOf(contest: Contest, now: number, preferred: StageId | null = null): Situation {
  const { cycle } = contest;
  if (cycle.state === 'notAnnounced') return { kind: 'notAnnounced' };
  if (cycle.state === 'suspended') return { kind: 'suspended', decision: cycle.suspensionDecision };
  const open = cycle.stages.filter((stage) => isOpen(stage, now));
  const next = nextStage(cycle, now);
  const rank = (stage: Stage) => (stage.id === preferred ? -1 : leadership.indexOf(stage.id));
  const [leading, ...others] = [...open].sort((a, b) => rank(a) - rank(b));
  if (leading) return { kind: 'open', leading, others, next: nextAfter(cycle, leading, now) ?? next };
  const last = [...cycle.stages].filter((s) => s.closes <= now).sort((a, b) => b.closes - a.closes)[0];
  if (!last) return next ? { kind: 'before', next } : { kind: 'notAnnounced' };
  return next ? { kind: 'between', last, next } : { kind: 'after', last };
}

/** The stage that leads now, or null where none is open. */
export function leadingStage(contest: Contest, now: number, preferred: StageId | null = null): Stage | null {
  const situation = situationOf(contest, now, preferred);
  return situation.kind === 'open' ? situation.leading : null;
}

function nextStage(cycle: Cycle, now: number): Stage | null {
  return [...cycle.stages].filter((s) => s.opens > now).sort((a, b) => a.opens - b.opens)[0] ?? null;
}

/** What comes after the leading stage: the next one to open, but never one that is only a part of it. */
function nextAfter(cycle: Cycle, leading: Stage, now: number): Stage | null {
  const later = cycle.stages.filter((s) => s.opens > now && s.closes > leading.closes);
  return [...later].sort((a, b) => a.opens - b.opens)[0] ?? null;
}
