// Owns `unknown`: messages that may or may not have arrived, and what staff decide on them.
import { type UnknownAct, type UnknownView, unknownActs } from '../app/broadcasts/unknown.ts';
import { isoInKyiv } from '../core/time.ts';
import {
  type Command,
  done,
  type Exit,
  type Given,
  option,
  refused,
  type Setting,
  wants,
  wrong,
} from './command.ts';

export const unknown: Command = async (setting, given) => {
  const [word, broadcast] = given.words;
  if (word === 'list') return list(setting, given);
  const act = unknownActs.find((one) => one === word);
  if (!act || !broadcast) return wrong(setting, 'unknown.usage');
  const by = option(given, 'by');
  if (!by) return wrong(setting, 'ask.field', { field: '--by' });
  return decide(setting, given, { act, broadcast, by });
};

async function decide(
  setting: Setting,
  given: Given,
  { act, broadcast, by }: { act: UnknownAct; broadcast: string; by: string },
): Promise<Exit> {
  const { desk } = await setting.open();
  const result = await desk.unknown.decide(act, { broadcast, row: option(given, 'person'), by });
  if (!result.ok) return refused(result);
  const { rows } = result.value;
  if (wants(given, 'json')) setting.console.json({ id: broadcast, rows });
  const key = act === 'resend' ? 'cli.unknown.resent' : 'cli.unknown.left';
  setting.console.tell(setting.console.word(key, { rows }));
  return done;
}

async function list(setting: Setting, given: Given): Promise<Exit> {
  const { desk } = await setting.open();
  const views = await desk.unknown.list();
  if (wants(given, 'json')) setting.console.json(views.map(inJson));
  const { word, tell } = setting.console;
  for (const view of views) {
    const { broadcast, kind, waiting, left, lastUsefulAt } = view;
    const key = view.resendable ? 'cli.unknown.row' : 'cli.unknown.over';
    tell(word(key, { broadcast, kind, waiting, left, until: isoInKyiv(lastUsefulAt) }));
    for (const { channel, reason, rows, firstAt, lastAt } of view.parts) {
      const [first, last] = [isoInKyiv(firstAt), isoInKyiv(lastAt)];
      tell(word('cli.unknown.part', { channel, reason, rows, first, last }));
    }
  }
  return done;
}

/** Instants as the command line writes them everywhere. */
function inJson(view: UnknownView) {
  return {
    ...view,
    at: isoInKyiv(view.at),
    lastUsefulAt: isoInKyiv(view.lastUsefulAt),
    parts: view.parts.map((part) => ({
      ...part,
      firstAt: isoInKyiv(part.firstAt),
      lastAt: isoInKyiv(part.lastAt),
    })),
  };
}
