// What an address of the console that was typed by hand leads to.
import { expect, test } from 'vitest';
import { browser, literalDesk } from './console-desk.ts';

test.each([
  ['/', '/console'],
  ['/plans/', '/console/plans'],
  ['/plans/plan-1/', '/console/plans/plan-1'],
])('%s with a slash at its end is the page without', async (path, to) => {
  const response = await browser(literalDesk().desk).get('editor', path);
  expect([response.status, response.headers.get('location')]).toEqual([301, to]);
});

test.each(['//evil.example/', '/nowhere', '/nowhere//'])('%s leads nowhere', async (path) => {
  const response = await browser(literalDesk().desk).get('editor', path);
  expect([response.status, response.headers.get('location')]).toEqual([404, null]);
});
