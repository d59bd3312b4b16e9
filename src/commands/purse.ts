// Owns `purse`: what paid messages cost this month and before, and what is left of the city's limit.
import { isoInKyiv } from '../core/time.ts';
import { type Command, done, wants } from './command.ts';

export const purse: Command = async (setting, given) => {
  const { desk } = await setting.open();
  const view = await desk.purse();
  const { json, tell, word } = setting.console;
  if (wants(given, 'json')) {
    const months = view.months.map((month) => ({
      ...month,
      parts: month.parts.map((part) => ({ ...part, at: part.at === null ? null : isoInKyiv(part.at) })),
    }));
    json({ ...view, months });
  }
  tell(word('cli.purse.now', { month: view.month, spent: view.spentEur, open: view.openEur }));
  const cap = { cap: view.capEur ?? '', left: view.leftEur ?? '' };
  tell(view.capEur === null ? word('cli.purse.noCap') : word('cli.purse.cap', cap));
  for (const { month, spentEur, messages, parts } of view.months) {
    tell(word('cli.purse.month', { month, spent: spentEur, messages }));
    for (const part of parts) {
      tell(
        word('cli.purse.part', {
          id: part.id ?? '—',
          spent: part.spentEur,
          messages: part.messages,
        }),
      );
    }
  }
  return done;
};
