// Owns saying in words why a message did not arrive: our own reasons one by one, those of platforms and mail servers by what
// they mean. The codes themselves stand in the files for download.
import type { Say } from '../words.ts';

/** Reasons that we give ourselves. */
const own = [
  'blocked',
  'bounce',
  'cancelled',
  'client',
  'complaint',
  'correction',
  'crash',
  'erased',
  'fallback',
  'lastUsefulMoment',
  'legacyCap',
  'linked',
  'merged',
  'moved',
  'muted',
  'nextVisit',
  'purse',
  'restore',
  'retry',
  'superseded',
  'training',
  'unsubscribed',
  'voted',
  'weeklyLimit',
  'withdrawn',
] as const;

/** What answers of platforms and servers mean for whom we wrote to, the first that fits. */
const answers: readonly (readonly [RegExp, string])[] = [
  [/^telegram:403|^viber:6:/, 'left'],
  [/^viber:(?:5|11|13|21):|^telegram:400/, 'unreachable'],
  [/:429|^viber:12:/, 'busy'],
  [/^smtp:5\.1\./, 'noMailbox'],
  [/^smtp:[45]\.2\./, 'fullMailbox'],
  [/^smtp:5\.7\./, 'policy'],
  [/^smtp:4/, 'laterMail'],
  [/^smtp:5/, 'refusedMail'],
  [/^(?:http|telegram):5/, 'platform'],
  [/^E[A-Z]{3,}|^UND_/, 'network'],
];

const breaker = 'breaker ';

/** Why a whole broadcast stands still or did not go out: a reason of ours in words, or who did it, or the words themselves. */
export function stopWords(say: Say, reason: string): string {
  if (reason.startsWith(breaker))
    return say('reason.breaker', { why: reasonWords(say, reason.slice(breaker.length)) });
  const known = own.find((one) => one === reason);
  return known === undefined ? reason : say(`reason.${known}`);
}

/** Why, in words; a code that nobody has met yet is named as it is, for whoever helps. */
export function reasonWords(say: Say, code: string): string {
  const known = own.find((one) => one === code) ?? answers.find(([form]) => form.test(code))?.[1];
  return known === undefined ? say('reason.other', { code }) : say(`reason.${known}`);
}
