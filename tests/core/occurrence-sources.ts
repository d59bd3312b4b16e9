// Owns what the tests of planned messages begin with: the demo city’s texts, lines of a plan, a webinar.
import type { CityEvent, ConfirmedLine, OccurrenceSources } from '../../src/core/occurrences/occurrence.ts';
import type { PlanAction, PlanChannel, PlanLine } from '../../src/core/plan/plan.ts';
import { kyiv, realContent } from '../support/harness.ts';

export const forever = Number.MAX_SAFE_INTEGER;
export const content = realContent();

export function line(key: string, channel: PlanChannel, action: PlanAction = 'execute'): PlanLine {
  return {
    key,
    number: key,
    section: null,
    what: 'захід',
    details: null,
    channel,
    action,
    period: {
      text: 'протягом року',
      kind: 'withinYear',
      from: null,
      to: null,
      every: null,
      anchor: null,
      offsetDays: null,
      dayCount: null,
      edge: null,
      dueDay: null,
    },
    responsible: [],
    funding: { kind: 'unknown', text: null, amounts: [], years: [], share: null },
    result: null,
    inherited: [],
    confidence: 1,
    source: [],
  };
}

export const confirmed = (
  of: PlanLine,
  stages: ConfirmedLine['settings']['stages'] = null,
): ConfirmedLine => ({
  planId: 'plan',
  line: of,
  settings: { stages },
});

export const webinar: CityEvent = {
  id: 'e1',
  title: 'Вебінар для авторів',
  startsAt: kyiv('2026-11-05 18:00'),
  place: 'онлайн',
  link: 'https://meet.example/1',
  contest: 'city',
  stage: 'submission',
  planId: 'plan',
  line: '2.1',
  createdAt: kyiv('2026-10-20 09:00'),
};

export const sources = (differs: Partial<OccurrenceSources> = {}): OccurrenceSources => ({
  content,
  lines: [],
  events: [],
  channels: { chats: ['telegram', 'viber'], letters: ['email'] },
  digests: ['city', 'kids'],
  ...differs,
});

export const whole = sources({
  lines: [
    confirmed(line('1.1', 'telegram')),
    confirmed(line('1.5', 'email')),
    confirmed(line('2.1', 'event')),
  ],
  events: [webinar],
});
