// Owns the short soak of every test run: twenty seconds of load on the real process. Nothing is said of how fast it is.
import { expect, test } from 'vitest';
import { soak } from './soak.ts';

const common = { seconds: 20, perSecond: 50, sampleSeconds: 5 };

test('a busy city beside slow and endless senders: all is answered, they are cut off', {
  timeout: 180_000,
}, async () => {
  const soaked = await soak({ ...common, mix: 'busy', raised: true, slow: 20 });
  const { statuses, slow, oversized, alive, said } = soaked;
  expect(Object.keys(statuses).filter((status) => !['200', '404'].includes(status))).toEqual([]);
  expect([alive, said]).toEqual([true, '']);
  // Each of them ended, so the server ended it: they themselves never do.
  expect(slow.length).toBe(20);
  // Cut off within what the socket holds, far before the half gigabyte that was announced.
  for (const { written } of oversized) expect(written).toBeLessThan(80 * 1024 * 1024);
});

test('one address that asks too much is told to wait, and nothing worse', { timeout: 180_000 }, async () => {
  const { statuses, withoutWait, alive, said } = await soak({
    ...common,
    mix: 'one',
    raised: false,
    slow: 0,
  });
  expect(Object.keys(statuses).filter((status) => !['200', '404', '429'].includes(status))).toEqual([]);
  expect(statuses[429]).toBeGreaterThan(0);
  expect(statuses[200]).toBeGreaterThan(0);
  expect([withoutWait, alive, said]).toEqual([0, true, '']);
});
