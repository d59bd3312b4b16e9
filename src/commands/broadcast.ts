// Owns `broadcast` and `retry`: create, list, preview, approve, pause, resume, cancel, results.
import { readFileSync } from 'node:fs';
import type { BroadcastAct, BroadcastView, NewBroadcast, RetryScope } from '../app/desk.ts';
import { contestIds, roles } from '../core/contest.ts';
import { isoInKyiv, readInstant } from '../core/time.ts';
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

const acts: readonly BroadcastAct[] = ['approve', 'pause', 'resume', 'cancel'];
const scopes: readonly RetryScope[] = ['failed', 'unknown', 'never', 'new'];

export const broadcast: Command = async (setting, given) => {
  const [act, id = ''] = given.words;
  if (act === 'create') return create(setting, given);
  if (act === 'list') return list(setting, given);
  if (act === 'preview') return preview(setting, given, id);
  if (act === 'results') return results(setting, given, id);
  const known = acts.find((one) => one === act);
  if (!known || id === '') return wrong(setting, 'broadcast.usage');
  const by = option(given, 'by');
  if (!by) return wrong(setting, 'ask.field', { field: '--by' });
  const { desk } = await setting.open();
  const result = await desk.broadcasts.act(id, known, by, option(given, 'emergency') ?? undefined);
  if (!result.ok) return refused(result);
  const { state } = result.value;
  if (wants(given, 'json')) setting.console.json({ id, state });
  setting.console.tell(
    setting.console.word('cli.broadcast.state', { id, state: setting.console.word(`cli.state.${state}`) }),
  );
  return done;
};

async function create(setting: Setting, given: Given): Promise<Exit> {
  const draft = draftFrom(given);
  if (typeof draft === 'string') return wrong(setting, 'ask.field', { field: draft });
  const { desk } = await setting.open();
  const result = await desk.broadcasts.create(draft);
  if (!result.ok) return refused(result);
  const { id, recipients, priceEur, durationSeconds, warnings } = result.value;
  if (wants(given, 'json')) setting.console.json({ id, recipients, priceEur, durationSeconds, warnings });
  tellView(setting, result.value);
  return done;
}

/** What was asked for, or the name of the option that is wrong. */
function draftFrom(given: Given): NewBroadcast | string {
  const text = textFrom(option(given, 'text-file'));
  const at = readInstant(option(given, 'at') ?? '');
  const until = option(given, 'last-useful');
  const lastUsefulAt = until === null ? null : readInstant(until);
  const nature = option(given, 'kind') ?? 'official';
  const by = option(given, 'by');
  const audience = audienceFrom(option(given, 'audience'));
  if (text === null) return '--text-file';
  if (at === null) return '--at';
  if (until !== null && lastUsefulAt === null) return '--last-useful';
  if (nature !== 'official' && nature !== 'agitation') return '--kind';
  if (!by) return '--by';
  if (audience === null) return '--audience';
  const channels =
    option(given, 'channels')
      ?.split(',')
      .map((name) => name.trim()) ?? null;
  return { text, subject: option(given, 'subject'), at, lastUsefulAt, audience, channels, nature, by };
}

function textFrom(file: string | null): string | null {
  try {
    return file === null ? null : readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** `contest=city,role=voter,source=NAME` as a rule; null where a key or value is unknown. */
function audienceFrom(text: string | null): NewBroadcast['audience'] | null {
  const rule: NewBroadcast['audience'] = {};
  if (text === null) return rule;
  for (const pair of text.split(',')) {
    const [key, value = ''] = pair.split('=').map((part) => part.trim());
    const contest = contestIds.find((id) => id === value);
    const role = roles.find((id) => id === value);
    if (key === 'contest' && contest) rule.contest = contest;
    else if (key === 'role' && role) rule.role = role;
    else if (key === 'source' && value !== '') rule.source = value;
    else return null;
  }
  return rule;
}

async function list(setting: Setting, given: Given): Promise<Exit> {
  const { desk } = await setting.open();
  const rows = await desk.broadcasts.list();
  if (wants(given, 'json')) {
    setting.console.json(
      rows.map(({ id, line, at, channels, state, total }) => ({
        id,
        line,
        at: isoInKyiv(at),
        channels,
        state,
        total,
      })),
    );
  }
  for (const { id, key, at, state, total } of rows) {
    setting.console.tell(
      setting.console.word('cli.broadcast.row', {
        id,
        key,
        at: isoInKyiv(at),
        state: setting.console.word(`cli.state.${state}`),
        total,
      }),
    );
  }
  return done;
}

async function preview(setting: Setting, given: Given, id: string): Promise<Exit> {
  const { desk } = await setting.open();
  const view = await desk.broadcasts.show(id);
  if (!view) return wrong(setting, 'refuse.broadcast.unknown', { id });
  if (wants(given, 'json')) {
    setting.console.json({ ...view, at: isoInKyiv(view.at), lastUsefulAt: isoInKyiv(view.lastUsefulAt) });
  }
  tellView(setting, view);
  return done;
}

function tellView({ console }: Setting, view: BroadcastView): void {
  const { id, text, subject, recipients, priceEur, durationSeconds, warnings, at } = view;
  const people = Object.entries(recipients)
    .map(([channel, count]) => `${channel} ${count}`)
    .join(', ');
  console.tell(
    console.word('cli.broadcast.view', {
      id,
      at: isoInKyiv(at),
      people,
      price: priceEur,
      seconds: durationSeconds,
    }),
  );
  if (subject) console.tell(subject);
  console.tell(text);
  for (const warning of warnings) console.tell(warning);
}

async function results(setting: Setting, given: Given, id: string): Promise<Exit> {
  const { desk } = await setting.open();
  const found = await desk.broadcasts.results(id);
  if (!found) return wrong(setting, 'refuse.broadcast.unknown', { id });
  const { console } = setting;
  if (wants(given, 'recipients')) {
    let after: string | null = '';
    while (after !== null) {
      const page = await desk.broadcasts.recipients(id, { after, most: 5000 });
      for (const { row: _row, ...recipient } of page) {
        console.json({ ...recipient, at: recipient.at === null ? null : isoInKyiv(recipient.at) });
      }
      after = page.length === 5000 ? (page.at(-1)?.row ?? null) : null;
    }
    return done;
  }
  if (wants(given, 'json')) console.json(found);
  const { byChannel: _, id: __, state, ...counts } = found;
  console.tell(console.word('cli.broadcast.state', { id, state: console.word(`cli.state.${state}`) }));
  for (const [name, count] of Object.entries(counts))
    console.tell(`${console.word(`cli.count.${name}`)}: ${count}`);
  return done;
}

export const retry: Command = async (setting, given) => {
  const [id] = given.words;
  const scope = scopes.find((one) => one === option(given, 'scope'));
  const by = option(given, 'by');
  if (!id) return wrong(setting, 'retry.usage');
  if (!scope) return wrong(setting, 'ask.field', { field: '--scope' });
  if (!by) return wrong(setting, 'ask.field', { field: '--by' });
  const { desk } = await setting.open();
  const result = await desk.broadcasts.retry(id, scope, by);
  if (!result.ok) return refused(result);
  if (wants(given, 'json')) setting.console.json({ id, rows: result.value.rows });
  setting.console.tell(setting.console.word('cli.retry.done', { id, rows: result.value.rows }));
  return done;
};
