// Owns `cycle`: shows what a next cycle would change as a diff, and begins it with --yes.
import { applyCycle, type CycleProposal, proposeCycle } from '../app/plan/cycle.ts';
import { contestIds } from '../core/contest.ts';
import { isoInKyiv } from '../core/time.ts';
import { type Command, done, option, refused, type Setting, wants, wrong } from './command.ts';
import { actor, usage, wordOf } from './task.ts';

export const cycle: Command = async (setting, given) => {
  const [act] = given.words;
  const [name, shift] = [option(given, 'name'), option(given, 'shift')];
  const contest = contestIds.find((id) => id === option(given, 'contest'));
  if (act !== 'next' || !name || !shift) return usage(setting, 'cycle');
  if (!contest) return wrong(setting, 'ask.field', { field: '--contest' });
  const who = await actor(setting, given);
  if ('code' in who) return who;
  const { app } = await setting.open();
  const of = { contest, name, shift, planId: option(given, 'plan') };
  const applies = wants(given, 'yes');
  const result = applies ? await applyCycle(app, of, who.by) : await proposeCycle(app, of);
  if (!result.ok) return refused(result);
  if (wants(given, 'json')) setting.console.json({ saved: applies, ...forJson(result.value) });
  tellDiff(setting, result.value);
  const word = wordOf(setting);
  const tell = (key: string, values = {}) => setting.console.tell(word(`cli.${key}`, values));
  if (!('newPlan' in result.value)) tell('proposal');
  else {
    const { newPlan } = result.value;
    tell(newPlan === null ? 'appliedDates' : 'applied', { plan: newPlan });
    tell('renamed', { name });
  }
  return done;
};

/** Instants as the rest of the command line prints them. */
function forJson<T extends CycleProposal>(proposal: T) {
  const dates = ({ opens, closes }: { opens: number; closes: number }) => ({
    opens: isoInKyiv(opens),
    closes: isoInKyiv(closes),
  });
  const stages = proposal.stages.map(({ stage, from, to }) => ({ stage, from: dates(from), to: dates(to) }));
  return { ...proposal, stages };
}

function tellDiff(setting: Setting, { stages, plan }: CycleProposal): void {
  const word = wordOf(setting);
  for (const { stage, from, to } of stages) {
    const values = {
      stage: setting.content.phrases[`console.stage.${stage}`] ?? stage,
      from: isoInKyiv(from.opens),
      fromEnd: isoInKyiv(from.closes),
      to: isoInKyiv(to.opens),
      toEnd: isoInKyiv(to.closes),
    };
    setting.console.tell(word('cli.stage', values));
  }
  for (const { line, from, to } of plan?.lines ?? []) {
    const values = { line, from: from.from, fromEnd: from.to, to: to.from, toEnd: to.to };
    setting.console.tell(word('cli.period', values));
  }
}
