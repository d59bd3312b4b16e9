// Tests that every page of the console is sound HTML and small, with everything in it and with nothing yet.
import { HtmlValidate } from 'html-validate';
import { describe, expect, it } from 'vitest';
import { addresses, emptyDesk } from './console-addresses.ts';
import { browser, literalDesk } from './console-desk.ts';

const checker = new HtmlValidate({
  extends: ['html-validate:standard'],
  rules: {
    // A region that scrolls must be reachable by keyboard, and a search form is a landmark by its role.
    'prefer-native-element': 'off',
    // Long lines are the framework's: it joins pieces without caring how the source looks.
    'no-trailing-whitespace': 'off',
    // Boolean attributes are written once and briefly.
    'attribute-boolean-style': 'off',
    // Fields of one row repeat their label for each; what they belong to is said by the group.
    'no-redundant-aria-label': 'off',
  },
});

/** The largest page, in bytes. */
const largest = 100_000;

async function troublesOf(text: string): Promise<string[]> {
  const report = await checker.validateString(text);
  return report.results.flatMap(({ messages }) =>
    messages.map((one) => `${one.ruleId}: ${one.message} (${one.selector})`),
  );
}

it.each(['/sign-in', '/sign-in/password', '/in/guarded', '/in/plain'])(
  'the way in by %s is sound HTML for who is signed out',
  async (address) => {
    const answer = await browser(literalDesk().desk).get(null, address);
    expect([answer.status, await troublesOf(await answer.text())]).toEqual([200, []]);
  },
);

describe.each([
  ['with everything', () => literalDesk().desk],
  ['with nothing yet', emptyDesk],
])('every page %s', (_label, desk) => {
  it.each(addresses)('%s is sound HTML and small', async (address) => {
    const answer = await browser(desk()).get('admin', address);
    expect(answer.status).toBeLessThan(500);
    if (!answer.headers.get('content-type')?.startsWith('text/html')) return;
    const text = await answer.text();
    expect(await troublesOf(text)).toEqual([]);
    expect(Buffer.byteLength(text)).toBeLessThan(largest);
  });
});
