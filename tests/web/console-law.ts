// Owns the canned open data and terms of data with which the console's pages are tested.

import type { RetentionDesk } from '../../src/app/people/retention-desk.ts';
import type { OpenDataDesk } from '../../src/app/plan/open-data.ts';
import { hostile, now } from './console-values.ts';

/** Notes an act and answers; the desk of the tests has one. */
type Did = <T>(name: string, value: T) => (...given: unknown[]) => Promise<T>;

export function literalLaw(did: Did): { openData: OpenDataDesk; retention: RetentionDesk } {
  return {
    openData: {
      isOn: async () => true,
      turn: did('openData.turn', { ok: true as const, value: null }),
      look: async () => ({
        publisher: { name: hostile, identifier: null, contact: hostile },
        terms: hostile,
        source: 'https://uchast.example/open-data',
        datasets: [
          {
            identifier: 'city-plan-execution',
            title: hostile,
            description: hostile,
            language: 'uk',
            keyword: [hostile],
            accrualPeriodicity: hostile,
            issued: '2027-02-01T12:00:00+02:00',
            modified: '2027-03-01T10:00:00+02:00',
            records: 1234,
            distribution: [
              {
                format: 'CSV',
                mediaType: 'text/csv; charset=utf-8',
                downloadURL: 'https://uchast.example/open-data/plan-execution.csv',
              },
            ],
            structure: [{ name: 'uid', description: hostile }],
          },
        ],
      }),
    },
    retention: {
      look: async () => ({
        rows: [
          {
            name: 'talks',
            title: hostile,
            purpose: hostile,
            ground: hostile,
            days: 90,
            isOwn: true,
            over: 1234,
            went: { at: now, rows: 3 },
          },
          {
            name: 'events',
            title: '=1+1',
            purpose: hostile,
            ground: hostile,
            days: 730,
            isOwn: false,
            over: null,
            went: null,
          },
        ],
        ranAt: now,
        counted: { at: now, by: hostile },
      }),
      count: did('retention.count', undefined),
    },
  };
}
