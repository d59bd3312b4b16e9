// Owns what a person is told of their own data in the chat: seeing it, taking a copy, erasing it.

import { mineLines } from '../mine.ts';
import type { Choice } from '../reply.ts';
import { freshConversation } from './conversation.ts';
import { command, type DialogOutput, menu, said, say, type Turn, told, withEffects } from './dialog-turn.ts';

/** Shows what is stored, or goes a step of erasing it: asked once more, then done or left. */
export function data(turn: Turn, erase: 'no' | 'ask' | 'yes' | 'keep'): DialogOutput {
  switch (erase) {
    case 'ask':
      return askErasing(turn);
    case 'keep':
      return told(turn, 'data.kept', menu(turn));
    case 'yes':
      return {
        ...withEffects(told(turn, 'data.erased', []), [{ kind: 'erase' }]),
        conversation: freshConversation,
      };
    case 'no':
      return shown(turn);
  }
}

/** Hands out the link to everything that is stored about the person. */
export function exported(turn: Turn): DialogOutput {
  if (!turn.look.mine) return needed(turn);
  const { link } = turn.look.mine;
  const choices = [
    { label: say(turn, 'button.export.open'), url: link },
    command(turn, 'button.erase', '/data erase'),
    command(turn, 'button.data', '/data'),
  ];
  return said({ text: say(turn, 'mydata.export', { link }), choices, gaps: [] });
}

function shown(turn: Turn): DialogOutput {
  const { mine } = turn.look;
  if (!mine) return needed(turn);
  const lines = mineLines({ ...turn, mine });
  const linking: Choice[] = turn.resident.channels.length < 2 ? [command(turn, 'button.link', '/link')] : [];
  return said({
    text: [say(turn, 'data.head'), ...lines, say(turn, 'data.foot')].join('\n'),
    choices: [
      command(turn, 'button.export', '/data export'),
      command(turn, 'button.erase', '/data erase'),
      ...linking,
    ],
    gaps: [],
  });
}

/** Few messages ask for this, and looking it up costs more than all the rest of a turn: it is done on demand. */
function needed({ conversation }: Turn): DialogOutput {
  return { replies: [], conversation, effects: [], needs: 'mine' };
}

function askErasing(turn: Turn): DialogOutput {
  const choices = [
    command(turn, 'button.eraseYes', '/data erase yes'),
    command(turn, 'button.keep', '/data erase no'),
  ];
  const channels = [...new Set(turn.resident.channels.map(turn.channelTitle))];
  const text = [
    say(turn, 'data.eraseAsk'),
    ...(channels.length > 1 ? [say(turn, 'data.eraseLinked', { value: channels.join(', ') })] : []),
  ].join('\n');
  return said({ text, choices, gaps: [] });
}
