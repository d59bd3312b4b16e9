// Owns the answer to «чому я це отримав?»: who writes, on what consent or ground, about what, and how to stop it.

import type { Choice } from '../reply.ts';
import { localDate } from '../time.ts';
import { longDate } from '../ukrainian.ts';
import type { Asked, Reason } from './conversation.ts';
import { topicTitle } from './dialog-choices.ts';
import { command, type DialogOutput, menu, said, say, type Turn, told } from './dialog-turn.ts';

/** Says why a message came that we began. */
export function why(turn: Turn, asked: Asked): DialogOutput {
  if (asked.kind !== 'found') return told(turn, `why.${asked.kind}`, menu(turn));
  const { reason } = asked;
  const lines = [
    say(turn, 'why.sender'),
    basisLine(turn, reason),
    ...(reason.withdrawn ? [say(turn, 'why.withdrawn')] : []),
    ...(reason.amends ? [say(turn, 'why.amends')] : []),
    ...aboutLine(turn, reason),
  ];
  return said({ text: lines.join('\n'), choices: waysOut(turn, reason), gaps: [] });
}

function basisLine(turn: Turn, { basis }: Reason): string {
  if (basis === null) return say(turn, 'why.lost');
  if (basis.kind === 'official') return say(turn, 'why.official');
  return say(turn, `why.${basis.purpose}`, {
    start: longDate(localDate(basis.at)),
    scope: say(turn, `scope.${basis.scope}`),
    value: turn.channelTitle(basis.channel),
  });
}

function aboutLine(turn: Turn, { topic, digest }: Reason): string[] {
  if (topic) return [say(turn, 'why.topic', { value: topicTitle(turn, topic) })];
  return digest ? [say(turn, 'why.digest')] : [];
}

/** Less of this, less often, or nothing at all: what of it still makes a difference. */
function waysOut(turn: Turn, { topic, withdrawn }: Reason): Choice[] {
  if (withdrawn) return menu(turn);
  const { muted, pace } = turn.resident;
  const kind =
    topic === null
      ? []
      : muted.includes(topic)
        ? [command(turn, 'button.unmute', `/unmute ${topic}`)]
        : [command(turn, 'button.mute', `/mute ${topic}`)];
  const often =
    pace === 'weekly'
      ? command(turn, 'button.digest.off', '/digest off')
      : command(turn, 'button.digest.on', '/digest on');
  return [...kind, often, command(turn, 'button.stopAll', '/stop')];
}
