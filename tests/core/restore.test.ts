// What of the time between a copy and its restoring could have let a message out.
import { describe, expect, test } from 'vitest';
import { lastLoud } from '../../src/core/restore.ts';
import { kyiv } from '../support/harness.ts';

const quiet = { from: '21:00', to: '08:00' };

describe('the last loud instant of lost time', () => {
  test.each([
    ['restored by day', '2026-10-20 03:00', '2026-10-20 12:00', '2026-10-20 12:00'],
    ['restored at night after a day', '2026-10-20 12:00', '2026-10-20 23:30', '2026-10-20 21:00'],
    ['restored after midnight', '2026-10-20 12:00', '2026-10-21 06:00', '2026-10-20 21:00'],
    ['over the change of the clocks', '2026-10-24 12:00', '2026-10-25 03:30', '2026-10-24 21:00'],
  ])('%s', (_, from, to, loud) => {
    const found = lastLoud({ from: kyiv(from), to: kyiv(to) }, quiet);
    expect(found).toBe(loud === to ? kyiv(loud) : kyiv(loud) - 1);
  });

  test('is none where all of it lies in one night', () => {
    const lost = { from: kyiv('2026-10-20 22:00'), to: kyiv('2026-10-21 07:59') };
    expect(lastLoud(lost, quiet)).toBeNull();
  });
});
