// Owns the list of commands by name; each noun has a file of its own.
import { ask } from './ask.ts';
import { backup, restore } from './backup.ts';
import { bounce } from './bounce.ts';
import { broadcast, retry } from './broadcast.ts';
import { calendar, rehearse } from './calendar.ts';
import type { Command } from './command.ts';
import { cycle } from './cycle.ts';
import { db } from './db.ts';
import { doctor } from './doctor.ts';
import { event } from './event.ts';
import { check, help, migrate, serve, work } from './operate.ts';
import { pack } from './pack.ts';
import { data, source, subscribers } from './people.ts';
import { plan } from './plan.ts';
import { poll } from './poll.ts';
import { projects } from './projects.ts';
import { purse } from './purse.ts';
import { questions } from './questions.ts';
import { evidence, report } from './report.ts';
import { staff } from './staff.ts';
import { sums } from './sums.ts';
import { happening, holiday, task } from './task.ts';
import { texts } from './texts.ts';
import { unknown } from './unknown.ts';

export const commands: Readonly<Record<string, Command>> = {
  help,
  serve,
  work,
  migrate,
  backup,
  restore,
  db,
  check,
  doctor,
  ask,
  plan,
  calendar,
  rehearse,
  subscribers,
  bounce,
  broadcast,
  retry,
  unknown,
  purse,
  questions,
  source,
  data,
  staff,
  event,
  poll,
  task,
  happening,
  holiday,
  pack,
  projects,
  cycle,
  report,
  evidence,
  sums,
  texts,
};
