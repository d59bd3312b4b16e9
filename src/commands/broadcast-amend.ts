// Owns `broadcast correct` and `broadcast recall`: changing what went out, and taking it back.
import { readFileSync } from 'node:fs';
import type { AmendmentView } from '../app/broadcasts/correction.ts';
import type { Result } from '../app/desk.ts';
import { byChannel } from './broadcast-tell.ts';
import { done, type Exit, type Given, option, refused, type Setting, wants, wrong } from './command.ts';

/** `broadcast correct ID --text-file F [--subject T] --by EMAIL [--emergency REASON] [--json]` */
export async function correct(setting: Setting, given: Given, id: string): Promise<Exit> {
  const [text, by] = [textFrom(option(given, 'text-file')), option(given, 'by')];
  if (text === null) return wrong(setting, 'ask.field', { field: '--text-file' });
  if (!by) return wrong(setting, 'ask.field', { field: '--by' });
  const { desk } = await setting.open();
  const [subject, emergency] = [option(given, 'subject'), option(given, 'emergency')];
  return tell(setting, given, await desk.corrections.correct(id, { text, subject, by, emergency }));
}

/** `broadcast recall ID --by EMAIL [--emergency REASON] [--json]` */
export async function recall(setting: Setting, given: Given, id: string): Promise<Exit> {
  const by = option(given, 'by');
  if (!by) return wrong(setting, 'ask.field', { field: '--by' });
  const { desk } = await setting.open();
  const emergency = option(given, 'emergency');
  return tell(setting, given, await desk.corrections.recall(id, { by, emergency }));
}

function textFrom(file: string | null): string | null {
  try {
    return file === null ? null : readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** In JSON `recipients` are all who are reached, by channel; `stays` are those whose message can't be taken back. */
function tell({ console }: Setting, given: Given, result: Result<AmendmentView>): Exit {
  if (!result.ok) return refused(result);
  const { id, state, text, subject, amended, sent, stays, warnings } = result.value;
  if (wants(given, 'json')) {
    const recipients = { ...amended };
    for (const [name, count] of Object.entries(sent)) recipients[name] = (recipients[name] ?? 0) + count;
    console.json({ id, state, recipients, amended, sent, stays, warnings });
  }
  const people = (counts: Readonly<Record<string, number>>) =>
    byChannel(counts) || console.word('cli.broadcast.noOne');
  const whom = { amended: people(amended), sent: people(sent), stays: people(stays) };
  console.tell(
    console.word('cli.broadcast.amended', { id, state: console.word(`cli.state.${state}`), ...whom }),
  );
  if (subject) console.tell(subject);
  console.tell(text);
  for (const warning of warnings) console.tell(warning);
  return done;
}
