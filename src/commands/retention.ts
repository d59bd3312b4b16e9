// Owns the command `retention`: how long each class of data is kept, what is over, and letting it go. Terms are content/city.yaml's.

import { keepTerms, whatIsOver } from '../app/people/retention.ts';
import { noteAct } from '../app/staff/audit.ts';
import { type Command, done, option, wants } from './command.ts';

/** `retention [--dry-run] [--by EMAIL] [--json]`; with `--dry-run` only what would go. */
export const retention: Command = async (setting, given) => {
  const { console } = setting;
  const { app } = await setting.open();
  const only = wants(given, 'dry-run');
  const over = await whatIsOver(app);
  if (!only) {
    await keepTerms(app);
    const detail = Object.fromEntries(
      over.filter(({ rows }) => rows > 0).map(({ name, rows }) => [name, rows]),
    );
    await noteAct(app, { actor: option(given, 'by') ?? 'cli', act: 'data.retention', object: '', detail });
  }
  const rows = over.map((one) => ({
    class: one.name,
    title: console.word(`cli.retention.${one.name}`),
    days: one.days,
    ground: one.ground,
    purpose: console.word(`cli.retention.${one.name}.purpose`),
    over: one.rows,
  }));
  if (wants(given, 'json')) console.json({ dryRun: only, classes: rows });
  for (const { title, days, over: n, purpose, ground } of rows) {
    const word = only ? 'cli.retention.would' : 'cli.retention.gone';
    const values = { title, days, n, purpose, ground: console.word(`cli.retention.ground.${ground}`) };
    console.tell(console.word(word, values));
  }
  return done;
};
