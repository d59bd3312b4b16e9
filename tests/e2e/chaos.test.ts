// The crash record in short: some kills in mid-broadcast among faults and jumps of the clock; `npm run chaos` is the long one.
import { rmSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Figures, figuresOf } from '../chaos/figures.ts';
import { type ChaosRecord, playChaos } from '../chaos/record.ts';
import { freshData } from '../support/process.ts';

const sizes = { telegram: 120, viber: 900, letters: 150 };

describe('kill -9 in mid-broadcast, four times over', () => {
  let record: ChaosRecord;
  let figures: Figures;
  const data = freshData();

  beforeAll(async () => {
    record = await playChaos({ runs: 4, seed: 5, sizes, data, tell: () => undefined });
    figures = figuresOf(record);
  }, 300_000);

  it('loses nobody', () => {
    expect(record.verdict.lost).toEqual([]);
  });

  it('sends to nobody twice', () => {
    expect(record.verdict.doubled).toEqual([]);
  });

  it('lists as unknown, person by person, no more than was in a call or was never answered', () => {
    const { inCallAtKills, withheld } = figures.unknownBound;
    expect(figures.unknown).toBeLessThanOrEqual(inCallAtKills + withheld);
    expect(record.verdict.unknown.every((one) => one.person !== '' && one.reason !== null)).toBe(true);
  });

  it('kept Telegram’s limit of 30 in any second through every restart', () => {
    expect(figures.telegram429).toBe(0);
  });

  it('answered every resident who wrote meanwhile', () => {
    expect(record.verdict.residents.unanswered).toBe(0);
    // A failure keeps the data; what went well leaves nothing behind.
    rmSync(data, { recursive: true, force: true });
  });
});
