// Owns the command that holds the kept sums to people and the ledger, and builds them anew where they differ.
import { checkSums, type SumDifference } from '../app/running/sums.ts';
import { type Command, done, wants, wrong } from './command.ts';

/** Differences that are told on the terminal; `--json` has them all. */
const mostTold = 50;

/** `sums check [--rebuild] [--json]`: exit 1 where any sum differed, also where it was put right. */
export const sums: Command = async (setting, given) => {
  const { console } = setting;
  if (given.words[0] !== 'check') return wrong(setting, 'sums.usage');
  const { app } = await setting.open();
  const checked = await checkSums(app, { rebuild: wants(given, 'rebuild') });
  if (wants(given, 'json')) console.json(checked);
  const { differences, rebuilt, sums: compared } = checked;
  for (const one of differences.slice(0, mostTold)) console.tell(tellOne(one, console.word));
  const more = differences.length - mostTold;
  if (more > 0) console.tell(console.word('cli.sums.more', { more }));
  if (differences.length === 0) {
    console.tell(console.word('cli.sums.same', { sums: compared }));
    return done;
  }
  const found = { differences: differences.length, sums: compared };
  return { code: 1, message: console.word(rebuilt ? 'cli.sums.rebuilt' : 'cli.sums.differ', found) };
};

function tellOne(one: SumDifference, word: (key: string, values: Record<string, string | number>) => string) {
  const { family, key, on, kept, counted } = one;
  return word('cli.sums.difference', { family, key, on: on === '' ? '—' : on, kept, counted });
}
