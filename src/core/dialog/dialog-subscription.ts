// Owns what a person decides about being written to: reminders, e-mail, stop.
import { type ContestId, contestIds, type Role } from '../contest.ts';
import type { Effect } from './conversation.ts';
import { topicTitles } from './dialog-choices.ts';
import { seatsKept } from './dialog-events.ts';
import { command, type DialogOutput, menu, said, say, type Turn, told, withEffects } from './dialog-turn.ts';

/** Enough of an address to send a letter that proves it: the letter decides, not this. */
const emailPattern = /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]{2,}$/;

export function subscribe(
  turn: Turn,
  command: { contest: ContestId | null; role: Role | null; understood: boolean },
): DialogOutput {
  if (!command.understood) return told(turn, 'subscribe.unknown', menu(turn));
  const contest = command.contest ?? turn.contest;
  const scope = contest ?? 'any';
  const effects: Effect[] = [
    ...(command.contest ? [{ kind: 'setContest' as const, contest: command.contest }] : []),
    ...(command.role ? [{ kind: 'setRole' as const, role: command.role }] : []),
  ];
  const wording = consentWording(turn, scope);
  const chosen = { ...turn, contest, role: command.role ?? turn.role };
  const already = turn.resident.reminders.includes(scope);
  const text = already
    ? say(turn, 'subscribed.again', { scope: say(turn, `scope.${scope}`) })
    : say(turn, 'subscribed', { wording });
  const { muted } = turn.resident;
  const still =
    muted.length === 0 ? '' : `\n${say(turn, 'subscribed.muted', { value: topicTitles(turn, muted) })}`;
  const granted: Effect[] = already ? [] : [{ kind: 'subscribe', contest: scope, wording }];
  return withEffects(said({ text: text + still, choices: menu(chosen, ['/subscribe']), gaps: [] }), [
    ...effects,
    ...granted,
  ]);
}

function consentWording(turn: Turn, scope: ContestId | 'any'): string {
  return say(turn, 'consent.reminders', { scope: say(turn, `scope.${scope}`) });
}

/** Ends everything that we begin. A seat at an event stays: whoever holds one is told what that means, and can give it back. */
export function stop(turn: Turn): DialogOutput {
  if (!turn.look.events) {
    return { replies: [], conversation: turn.conversation, effects: [], needs: 'events' };
  }
  const key = turn.resident.reminders.length > 0 ? 'stopped' : 'stopped.already';
  const seats = seatsKept(turn);
  const text = [say(turn, key), ...(seats ? [seats.text] : [])].join('\n\n');
  return withEffects(said({ text, choices: seats?.choices ?? [], gaps: [] }), [{ kind: 'unsubscribe' }]);
}

export function email(turn: Turn, address: string | null): DialogOutput {
  if (turn.contest === 'kids') return told(turn, 'email.kids', menu(turn));
  if (!address) return told(turn, 'email.how', menu(turn));
  if (!emailPattern.test(address) || address.length > 254) return told(turn, 'email.wrong', menu(turn));
  const wording = say(turn, 'consent.email', { scope: say(turn, `scope.${turn.contest ?? 'any'}`) });
  return withEffects(told(turn, 'email.sent', menu(turn)), [{ kind: 'requestEmail', address, wording }]);
}

/** Asking to be reminded in free words shows the consent first; the button or the command gives it. */
export function offerReminders(turn: Turn): DialogOutput {
  if (turn.resident.reminders.length > 0)
    return subscribe(turn, { contest: null, role: null, understood: true });
  const wording = consentWording(turn, turn.contest ?? 'any');
  const choices = [
    command(turn, 'button.subscribe', '/subscribe'),
    ...(turn.contest
      ? []
      : contestIds.map((id) => command(turn, `button.contest.${id}`, `/subscribe ${id}`))),
  ];
  return said({ text: say(turn, 'subscribe.offer', { wording }), choices, gaps: [] });
}
