// Every letter of the city's own passes its own check: nothing to put right in any template.
import { expect, test } from 'vitest';
import { contestIds } from '../../src/core/contest.ts';
import { factsFor, say } from '../../src/core/facts.ts';
import { composeLetter } from '../../src/mail/compose.ts';
import { letterParts } from '../../src/mail/letter-parts.ts';
import { inspectLetter, isProblem } from '../../src/mail/preflight.ts';
import { kyiv, realContent } from '../support/harness.ts';

const content = realContent();
const broadcastLetters = Object.entries(content.letters).filter(
  ([key, letter]) => letter.subject && /^(?:[a-z]+\.(?:city|kids)|repermission)/.test(key),
);

test('there are letters to look at', () => {
  expect(broadcastLetters.length).toBeGreaterThan(5);
});

test.each(broadcastLetters)('%s has nothing to put right', (key, letter) => {
  const contest = key.endsWith('.kids') ? ('kids' as const) : ('city' as const);
  // The letter that asks for consent speaks of both contests, as every letter that names neither.
  const contests = /\.(?:city|kids)$/.test(key) ? [contest] : contestIds;
  const facts = factsFor(content, { contest, now: kyiv('2026-10-20 12:00') });
  const filled = (template: string) => say(content, template, facts).text;
  const parts = letterParts(content, {
    publicUrl: 'https://city.example',
    reply: { text: filled(letter.text), choices: [] },
    letter: {
      subject: filled(letter.subject ?? ''),
      preheader: filled(letter.preheader ?? ''),
      why: 'consent',
      unsubscribeUrl: 'https://city.example/u/',
    },
  });
  const found = inspectLetter({
    parts,
    composed: composeLetter(parts),
    list: true,
    stages: contests.flatMap((id) => [...content.contests[id].cycle.stages]),
    words: { stages: { voting: ['голосування'], submission: ['подання'] }, from: ['з'], to: ['до'] },
    publicUrl: 'https://city.example',
    unsetMark: null,
  });
  expect(found.filter(({ code }) => isProblem(code))).toEqual([]);
});
