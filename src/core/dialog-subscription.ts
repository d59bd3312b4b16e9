// Owns what a person decides about being written to and about their data: reminders, e-mail, stop, «мої дані».
import { type ContestId, contestIds, type Role } from './contest.ts';
import { type Effect, freshConversation } from './conversation.ts';
import { topicTitles } from './dialog-choices.ts';
import { command, type DialogOutput, menu, said, say, type Turn, told, withEffects } from './dialog-turn.ts';
import { localDate } from './time.ts';
import { longDate } from './ukrainian.ts';

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

export function stop(turn: Turn): DialogOutput {
  const key = turn.resident.reminders.length > 0 ? 'stopped' : 'stopped.already';
  return withEffects(told(turn, key, []), [{ kind: 'unsubscribe' }]);
}

export function email(turn: Turn, address: string | null): DialogOutput {
  if (turn.contest === 'kids') return told(turn, 'email.kids', menu(turn));
  if (!address) return told(turn, 'email.how', menu(turn));
  if (!emailPattern.test(address) || address.length > 254) return told(turn, 'email.wrong', menu(turn));
  const wording = say(turn, 'consent.email', { scope: say(turn, `scope.${turn.contest ?? 'any'}`) });
  return withEffects(told(turn, 'email.sent', menu(turn)), [{ kind: 'requestEmail', address, wording }]);
}

export function data(turn: Turn, erase: 'no' | 'ask' | 'yes' | 'keep'): DialogOutput {
  if (erase === 'ask') {
    const choices = [
      command(turn, 'button.eraseYes', '/data erase yes'),
      command(turn, 'button.keep', '/data erase no'),
    ];
    const channels = channelTitles(turn);
    const text = [
      say(turn, 'data.eraseAsk'),
      ...(channels.length > 1 ? [say(turn, 'data.eraseLinked', { value: channels.join(', ') })] : []),
    ].join('\n');
    return said({ text, choices, gaps: [] });
  }
  if (erase === 'keep') return told(turn, 'data.kept', menu(turn));
  if (erase === 'yes') {
    return {
      ...withEffects(told(turn, 'data.erased', []), [{ kind: 'erase' }]),
      conversation: freshConversation,
    };
  }
  const linking = turn.resident.channels.length < 2 ? [command(turn, 'button.link', '/link')] : [];
  return said({
    text: dataLines(turn).join('\n'),
    choices: [command(turn, 'button.erase', '/data erase'), ...linking],
    gaps: [],
  });
}

function channelTitles(turn: Turn): string[] {
  return [...new Set(turn.resident.channels.map(turn.channelTitle))];
}

function dataLines(turn: Turn): string[] {
  const { resident } = turn;
  const none = say(turn, 'data.none');
  const row = (key: string, value: string | null) => say(turn, `data.${key}`, { value: value ?? none });
  const scopes = (of: readonly (ContestId | 'any')[]) =>
    of.map((scope) => say(turn, `scope.${scope}`)).join(', ');
  const reminders = scopes(resident.reminders);
  return [
    say(turn, 'data.head'),
    row('contest', resident.contest && turn.content.contests[resident.contest].short),
    row('role', resident.role && say(turn, `role.${resident.role}`)),
    row('channels', channelTitles(turn).join(', ')),
    ...(resident.prefers ? [row('prefers', turn.channelTitle(resident.prefers))] : []),
    row('reminders', reminders === '' ? say(turn, 'data.off') : reminders),
    ...(resident.pace === 'weekly' ? [say(turn, 'data.pace')] : []),
    ...(resident.muted.length > 0 ? [row('muted', topicTitles(turn, resident.muted))] : []),
    ...(resident.voted.length > 0 ? [row('voted', scopes(resident.voted))] : []),
    row('source', resident.source),
    row('since', resident.since === null ? null : longDate(localDate(resident.since))),
    say(turn, 'data.foot'),
  ];
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
