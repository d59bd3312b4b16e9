// Owns `broadcast` and `retry`: create, edit, list, preview, approve, pause, resume, cancel, test, results;
// correct and recall are in broadcast-amend.ts.
import { broadcastActs, retryScopes } from '../app/broadcasts/broadcast-types.ts';
import type { BroadcastAct, BroadcastView, Result } from '../app/desk.ts';
import { isoInKyiv } from '../core/time.ts';
import { correct, recall } from './broadcast-amend.ts';
import { draftFrom, withAttachment } from './broadcast-draft.ts';
import { byChannel, tellCounts, tellPreflight, tellResults, tellView } from './broadcast-tell.ts';
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

type Verb = (setting: Setting, given: Given, id: string) => Promise<Exit>;

/** What is done with one broadcast, beside the acts. */
const verbs: Readonly<Record<string, Verb>> = { edit, preview, results, test, correct, recall };

export const broadcast: Command = async (setting, given) => {
  const [verb = '', id = ''] = given.words;
  if (verb === 'create') return create(setting, given);
  if (verb === 'list') return list(setting, given);
  if (id === '') return wrong(setting, 'broadcast.usage');
  const known = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (known) return known(setting, given, id);
  const act = broadcastActs.find((one) => one === verb);
  return act ? actOn(setting, given, { id, act }) : wrong(setting, 'broadcast.usage');
};

async function actOn(setting: Setting, given: Given, of: { id: string; act: BroadcastAct }): Promise<Exit> {
  const { id, act } = of;
  const by = option(given, 'by');
  if (!by) return wrong(setting, 'ask.field', { field: '--by' });
  const { desk } = await setting.open();
  const more = { emergency: option(given, 'emergency'), hash: option(given, 'hash') };
  const result = await desk.broadcasts.act(id, act, by, more);
  if (!result.ok) return refused(result);
  const { state, results } = result.value;
  const { id: _, state: __, ...counts } = results;
  if (wants(given, 'json')) setting.console.json({ id, state, ...counts });
  const word = setting.console.word(`cli.state.${state}`);
  setting.console.tell(setting.console.word('cli.broadcast.state', { id, state: word }));
  tellCounts(setting, results);
  return done;
}

async function create(setting: Setting, given: Given): Promise<Exit> {
  const draft = draftFrom(given);
  if (typeof draft === 'string') return wrong(setting, 'ask.field', { field: draft });
  const { desk } = await setting.open();
  const whole = await withAttachment(desk, given, draft);
  return whole.ok ? tellMade(setting, given, await desk.broadcasts.create(whole.value)) : refused(whole);
}

async function edit(setting: Setting, given: Given, id: string): Promise<Exit> {
  const draft = draftFrom(given);
  if (typeof draft === 'string') return wrong(setting, 'ask.field', { field: draft });
  const { desk } = await setting.open();
  const whole = await withAttachment(desk, given, draft);
  return whole.ok ? tellMade(setting, given, await desk.broadcasts.edit(id, whole.value)) : refused(whole);
}

function tellMade(setting: Setting, given: Given, made: Result<BroadcastView>): Exit {
  if (!made.ok) return refused(made);
  const { id, recipients, priceEur, durationSeconds, warnings, hash, endsBeforeClosing } = made.value;
  if (wants(given, 'json')) {
    const sizes = { recipients, priceEur, durationSeconds, endsBeforeClosing };
    setting.console.json({ id, ...sizes, warnings, hash });
  }
  tellView(setting, made.value);
  return done;
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
  const preflight = await desk.letters.preflight(id, { links: true });
  if (wants(given, 'json')) {
    const times = { at: isoInKyiv(view.at), lastUsefulAt: isoInKyiv(view.lastUsefulAt) };
    setting.console.json({ ...view, ...times, preflight });
  }
  tellView(setting, view);
  if (preflight) tellPreflight(setting, preflight);
  return done;
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
  tellResults(setting, found);
  return done;
}

async function test(setting: Setting, given: Given, id: string): Promise<Exit> {
  const [to, channel, by] = [option(given, 'to'), option(given, 'channel'), option(given, 'by')];
  if (!to) return wrong(setting, 'ask.field', { field: '--to' });
  if (!channel) return wrong(setting, 'ask.field', { field: '--channel' });
  if (!by) return wrong(setting, 'ask.field', { field: '--by' });
  const { desk } = await setting.open();
  const result = await desk.broadcasts.test(id, { to, channel, by });
  if (!result.ok) return refused(result);
  if (wants(given, 'json')) setting.console.json({ id, channel });
  setting.console.tell(setting.console.word('cli.broadcast.tested', { id, channel }));
  return done;
}

export const retry: Command = async (setting, given) => {
  const [id] = given.words;
  if (!id) return wrong(setting, 'retry.usage');
  const named = option(given, 'scope');
  const scope = retryScopes.find((one) => one === named);
  if (!scope && (named !== null || !wants(given, 'preview')))
    return wrong(setting, 'ask.field', { field: '--scope' });
  if (!scope || wants(given, 'preview')) return previewRetry(setting, given, id);
  const by = option(given, 'by');
  if (!by) return wrong(setting, 'ask.field', { field: '--by' });
  const { desk } = await setting.open();
  const result = await desk.broadcasts.retry(id, scope, by);
  if (!result.ok) return refused(result);
  if (wants(given, 'json')) setting.console.json({ id, rows: result.value.rows });
  setting.console.tell(setting.console.word('cli.retry.done', { id, rows: result.value.rows }));
  return done;
};

/** Whom each scope, or the one that was named, would take up; changes nothing. */
async function previewRetry(setting: Setting, given: Given, id: string): Promise<Exit> {
  const { desk } = await setting.open();
  const all = await desk.broadcasts.retryPreview(id);
  if (!all) return wrong(setting, 'refuse.broadcast.unknown', { id });
  const named = option(given, 'scope');
  const scopes = retryScopes.filter((scope) => named === null || scope === named);
  if (wants(given, 'json'))
    setting.console.json({ id, ...Object.fromEntries(scopes.map((scope) => [scope, all[scope]])) });
  for (const scope of scopes) {
    const people = all[scope] ?? {};
    const count = Object.values(people).reduce((sum, one) => sum + one, 0);
    const line = { scope, count, people: byChannel(people) };
    setting.console.tell(setting.console.word('cli.retry.preview', line));
  }
  return done;
}
