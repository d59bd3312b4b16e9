// What the page of a broadcast says of sending it again: heads at once where they are cheap, the rest only when asked for.
import { describe, expect, test } from 'vitest';
import { browser, literalDesk } from './console-desk.ts';
import { broadcast, now } from './console-values.ts';

const done = { ...broadcast, state: 'done' as const, lastUsefulAt: now + 86_400_000 };

/** The page of a large broadcast whose newcomers are counted only when asked for; how it was asked. */
async function page(query = '') {
  const { desk } = literalDesk();
  const asked: unknown[] = [];
  const retryPreview = async (_id: string, how = { quick: false }) => {
    asked.push(how);
    return { failed: { viber: 7 }, unknown: {}, never: {}, new: how.quick ? null : { viber: 12 } };
  };
  const broadcasts = { ...desk.broadcasts, show: async () => done, retryPreview };
  const { get } = browser({ ...desk, broadcasts });
  return { asked, html: await (await get('approver', `/broadcasts/${done.id}${query}`)).text() };
}

describe('sending a large broadcast again', () => {
  test('shows who joined since as not counted, with a link to count them', async () => {
    const { asked, html } = await page();
    expect(asked).toEqual([{ quick: true }]);
    expect(html).toContain('не пораховано');
    expect(html).toContain(`/console/broadcasts/${done.id}?newcomers=count#again`);
    expect(html).toMatch(/<details id="again">/);
  });

  test('counts them when asked, and opens what was asked for', async () => {
    const { asked, html } = await page('?newcomers=count');
    expect(asked).toEqual([{ quick: false }]);
    expect(html).toContain('Хто підписався згодом: 12');
    expect(html).toMatch(/<details id="again" open>/);
    expect(html).not.toContain('не пораховано');
  });
});
