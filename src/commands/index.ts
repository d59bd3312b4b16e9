// Owns the list of commands by name; each noun has a file of its own, which is loaded when its command is given.
import type { Command } from './command.ts';

/** A command whose file is loaded at its first use: a start of the server needs none of the others. */
function later(load: () => Promise<Command>): Command {
  return async (setting, given) => await (await load())(setting, given);
}

export const commands: Readonly<Record<string, Command>> = {
  help: later(async () => (await import('./operate.ts')).help),
  serve: later(async () => (await import('./operate.ts')).serve),
  work: later(async () => (await import('./operate.ts')).work),
  migrate: later(async () => (await import('./operate.ts')).migrate),
  backup: later(async () => (await import('./backup.ts')).backup),
  restore: later(async () => (await import('./backup.ts')).restore),
  db: later(async () => (await import('./db.ts')).db),
  check: later(async () => (await import('./operate.ts')).check),
  doctor: later(async () => (await import('./doctor.ts')).doctor),
  ask: later(async () => (await import('./ask.ts')).ask),
  plan: later(async () => (await import('./plan.ts')).plan),
  calendar: later(async () => (await import('./calendar.ts')).calendar),
  rehearse: later(async () => (await import('./calendar.ts')).rehearse),
  subscribers: later(async () => (await import('./people.ts')).subscribers),
  bounce: later(async () => (await import('./bounce.ts')).bounce),
  broadcast: later(async () => (await import('./broadcast.ts')).broadcast),
  retry: later(async () => (await import('./broadcast.ts')).retry),
  unknown: later(async () => (await import('./unknown.ts')).unknown),
  purse: later(async () => (await import('./purse.ts')).purse),
  questions: later(async () => (await import('./questions.ts')).questions),
  source: later(async () => (await import('./people.ts')).source),
  data: later(async () => (await import('./people.ts')).data),
  retention: later(async () => (await import('./retention.ts')).retention),
  staff: later(async () => (await import('./staff.ts')).staff),
  event: later(async () => (await import('./event.ts')).event),
  poll: later(async () => (await import('./poll.ts')).poll),
  task: later(async () => (await import('./task.ts')).task),
  happening: later(async () => (await import('./task.ts')).happening),
  holiday: later(async () => (await import('./task.ts')).holiday),
  pack: later(async () => (await import('./pack.ts')).pack),
  projects: later(async () => (await import('./projects.ts')).projects),
  cycle: later(async () => (await import('./cycle.ts')).cycle),
  report: later(async () => (await import('./report.ts')).report),
  evidence: later(async () => (await import('./report.ts')).evidence),
  sums: later(async () => (await import('./sums.ts')).sums),
  texts: later(async () => (await import('./texts.ts')).texts),
};
