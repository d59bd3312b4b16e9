// Owns what the city's own public channels have in common: a post is for everybody, so it carries no buttons that
// answer one person, and whatever refuses the place itself is a matter of settings.
import type { Capabilities } from '../src/core/channel.ts';
import type { Outcome } from '../src/core/delivery.ts';
import type { Reply } from '../src/core/reply.ts';

/** One post a second at most: a public channel gets a few a week, and its platform's rate is stated nowhere. */
export function outletCapabilities(
  differs: Pick<Capabilities, 'textLength' | 'captionLength' | 'buttons'>,
): Capabilities {
  return {
    ...differs,
    pictures: true,
    recipientsPerCall: 1,
    perSecond: 1,
    concurrency: 1,
    answersInResponse: false,
    letters: false,
    reaches: true,
    priceEur: 0,
  };
}

/** The reply as everybody may see it: links stay, choices that would answer for one person go. */
export function toPost(reply: Reply): Reply {
  return { ...reply, choices: reply.choices.filter((choice) => 'url' in choice) };
}

/** A place that can't be reached is no person who left: somebody has to look at the settings. */
export function outcomeOfPost(outcome: Outcome): Outcome {
  return outcome.kind === 'gone' ? { ...outcome, kind: 'misconfigured' } : outcome;
}
