// Owns making a database to measure with, in a process of its own: people, and if wanted a broadcast with its rows.
import { migrateSqlite } from '../../db/sqlite.ts';
import { expand, release } from '../../src/app/broadcasts/expand.ts';
import { addBenchBroadcast } from './broadcast.ts';
import { silentChannels } from './channels.ts';
import { given, report } from './in-child.ts';
import { addHabits, addPeople } from './people.ts';
import { morning, openBenchWorld } from './world.ts';

export type SeedOptions = {
  file: string;
  people: number;
  channel: string;
  /** Refusals and messages of the last days, for the checks of an expansion. */
  habits: boolean;
  /** Makes the broadcast `blast` with its rows. */
  rows: boolean;
};

const { file, people, channel, habits, rows } = given<SeedOptions>();
migrateSqlite(file);
addPeople(file, { people, channel, at: morning });
if (habits) addHabits(file, { people, at: morning });
const start = performance.now();
if (rows) {
  const { app } = openBenchWorld({ file, start: morning, channels: silentChannels });
  const broadcast = await addBenchBroadcast(app, { id: 'blast', channels: [channel] });
  await expand(app, broadcast);
  await release(app, [broadcast]);
  await app.db.close();
}
report({ expandMs: performance.now() - start });
