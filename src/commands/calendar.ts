// Owns `calendar` and `rehearse`: the stage dates, what a change would move, and what will go out.
import { lateChoices } from '../app/desk.ts';
import { contestIds, stageIds } from '../core/contest.ts';
import { isoInKyiv, readInstant } from '../core/time.ts';
import { type Command, done, type Given, option, refused, type Setting, wants, wrong } from './command.ts';

export const calendar: Command = (setting, given) => {
  const [act, ...words] = given.words;
  if (act === 'show') return show(setting, given);
  if (act === 'set') return set(setting, { ...given, words });
  return Promise.resolve(wrong(setting, 'calendar.usage'));
};

async function show(setting: Setting, given: Given) {
  const { desk } = await setting.open();
  const dates = await desk.calendar.show();
  if (wants(given, 'json')) {
    setting.console.json(
      dates.map(({ contest, stage, opens, closes }) => ({
        contest,
        stage,
        opens: isoInKyiv(opens),
        closes: isoInKyiv(closes),
      })),
    );
  }
  for (const { contest, title, opens, closes } of dates) {
    const example = setting.content.contests[contest].cycle.example
      ? (setting.content.phrases['calendar.example'] ?? '')
      : '';
    const values = {
      contest: setting.content.contests[contest].short,
      title,
      opens: isoInKyiv(opens),
      closes: isoInKyiv(closes),
      example,
    };
    setting.console.tell(setting.console.word('cli.calendar.row', values).trimEnd());
  }
  return done;
}

async function set(setting: Setting, given: Given) {
  const { console } = setting;
  const contest = contestIds.find((id) => id === given.words[0]);
  const stage = stageIds.find((id) => id === given.words[1]);
  const opens = readInstant(option(given, 'opens') ?? '');
  const closes = readInstant(option(given, 'closes') ?? '');
  if (!contest) return wrong(setting, 'ask.field', { field: given.words[0] ?? 'CONTEST' });
  if (!stage) return wrong(setting, 'ask.field', { field: given.words[1] ?? 'STAGE' });
  if (opens === null) return wrong(setting, 'ask.field', { field: '--opens' });
  if (closes === null) return wrong(setting, 'ask.field', { field: '--closes' });
  const late = lateChoices.find((choice) => choice === option(given, 'late'));
  if (option(given, 'late') !== null && !late) return wrong(setting, 'ask.field', { field: '--late' });
  const { desk } = await setting.open();
  const change = { contest, stage, opens, closes };
  const saved = wants(given, 'yes');
  const result = saved
    ? await desk.calendar.set(change, option(given, 'by') ?? 'cli', late ?? 'ask')
    : await desk.calendar.diff(change);
  if (!result.ok) return refused(result);
  const rows = result.value.map(({ from, to, ...row }) => ({
    ...row,
    from: from === null ? null : isoInKyiv(from),
    to: to === null ? null : isoInKyiv(to),
  }));
  const voided = rows.flatMap(({ key, voided: by }) => (by === null ? [] : [{ key, approvedBy: by }]));
  if (wants(given, 'json')) console.json({ saved, changes: rows, voided });
  for (const row of rows) {
    const people = Object.entries(row.recipients).map(([channel, count]) => `${channel} ${count}`);
    const values = { key: row.key, from: row.from ?? '–', to: row.to ?? '–', people: people.join(', ') };
    console.tell(console.word(`cli.calendar.${row.change}`, values));
  }
  for (const row of voided) console.tell(console.word('cli.calendar.voided', row));
  // Without a choice nothing late goes out by itself: it waits for a person, and whoever runs the command is told.
  if (saved && !late && rows.some((row) => row.change === 'late'))
    console.note(console.word('cli.calendar.waits'));
  console.tell(console.word(saved ? 'cli.calendar.saved' : 'cli.calendar.unsaved'));
  return done;
}

/** Every message that would go out, one JSON line each, in order of time. Nothing is written. */
export const rehearse: Command = async (setting, given) => {
  const from = readInstant(option(given, 'from') ?? '');
  const to = readInstant(option(given, 'to') ?? '');
  if (from === null) return wrong(setting, 'ask.field', { field: '--from' });
  if (to === null || to <= from) return wrong(setting, 'ask.field', { field: '--to' });
  const { desk } = await setting.open();
  const { console } = setting;
  for (const message of await desk.planned(from, to)) {
    const { subject, at, lastUsefulAt, ...rest } = message;
    const row = {
      at: isoInKyiv(at),
      ...rest,
      ...(subject === null ? {} : { subject }),
      lastUsefulAt: isoInKyiv(lastUsefulAt),
    };
    if (wants(given, 'json')) console.json(row);
    const { channel, recipients, text } = message;
    console.tell(
      console.word('cli.rehearse.row', {
        at: row.at,
        channel,
        recipients,
        text: subject ?? text.split('\n')[0] ?? '',
      }),
    );
  }
  return done;
};
