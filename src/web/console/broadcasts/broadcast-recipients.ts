// Owns the recipients of one broadcast: who got it and who did not and why, with filters and as a file. Addresses are
// shown in part; an administrator can ask for them whole, which the audit trail keeps.
import { html } from 'hono/html';
import type { ReasonRow, RecipientRow } from '../../../app/desk.ts';
import { deliveryStates } from '../../../core/delivery.ts';
import { isoInKyiv } from '../../../core/time.ts';
import type { Html } from '../../layout.ts';
import { csvFile } from '../csv.ts';
import { button, hidden, postForm, select } from '../fields.ts';
import { oneOf } from '../form.ts';
import { type Cell, link, moment, table } from '../show.ts';
import { type Answer, admins, type ConsoleRoute, everyone, missing, problem, type Visit } from '../visit.ts';
import { broadcastName } from './broadcast-words.ts';
import { reasonWords } from './reason-words.ts';

export const recipientRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/broadcasts/:id/recipients', who: everyone, answer: (visit) => listPage(visit) },
  { method: 'POST', path: '/broadcasts/:id/recipients', who: admins, answer: wholePage },
  { method: 'GET', path: '/broadcasts/:id/recipients.csv', who: everyone, answer: file },
];

const rowsAPage = 200;
const pathOf = (id: string) => `/broadcasts/${encodeURIComponent(id)}`;

/** What is asked for, in the address or in the form of who asks for whole addresses. */
function asked({ query, form, desk }: Visit) {
  const value = (name: string) => query(name) || form.text(name) || '';
  return {
    state: oneOf(deliveryStates, value('state')),
    channel: oneOf(desk.channels, value('channel')),
    reason: value('reason') || null,
    after: value('after') || null,
  };
}

/** `viber-abc…` and `o…@city.example`: enough to know one's own, too little to take along. */
export function partly(address: string): string {
  const at = address.lastIndexOf('@');
  if (at > 0) return `${address.slice(0, 1)}…${address.slice(at)}`;
  return address.length <= 4 ? '…' : `${address.slice(0, 2)}…${address.slice(-2)}`;
}

async function listPage(visit: Visit, whole = false): Promise<Answer> {
  const { desk, say } = visit;
  const id = visit.param('id');
  const broadcast = (await desk.broadcasts.list()).find((one) => one.id === id);
  if (!broadcast) return missing(visit, html`<p>${link('/broadcasts', say('broadcasts.back'))}</p>`);
  const of = asked(visit);
  const rows = await desk.broadcasts.recipients(id, { ...of, most: rowsAPage });
  const reasons = await desk.broadcasts.reasons(id);
  const last = rows.length === rowsAPage ? rows.at(-1) : undefined;
  const here = `${pathOf(id)}/recipients`;
  const more = new URLSearchParams({ ...given(of), after: last?.row ?? '' });
  const body = html`<p>${link(pathOf(id), broadcastName(say, broadcast))}</p>
${reasonTable(visit, id, reasons)}
${filters(visit, of, { here, rows: reasons })}
${rows.length > 0 ? rowTable(visit, rows, whole) : html`<p>${say('recipients.none')}</p>`}
${last ? html`<p>${link(`${here}?${more}`, say('recipients.more'))}</p>` : ''}
<p><a href="/console${here}.csv?${new URLSearchParams(given(of))}" download>${say('recipients.file')}</a></p>
${whole ? '' : wholeForm(visit, here, of)}`;
  return { title: say('recipients.title'), body };
}

type Asked = ReturnType<typeof asked>;

/** What narrows the list, as an address carries it. */
function given({ state, channel, reason }: Asked): Record<string, string> {
  return { ...(state && { state }), ...(channel && { channel }), ...(reason && { reason }) };
}

/** Why messages did not arrive, each with a way to the people. */
function reasonTable({ say }: Visit, id: string, rows: readonly ReasonRow[]): Html {
  if (rows.length === 0) return html``;
  const way = ({ channel, state, reason }: ReasonRow) =>
    link(
      `${pathOf(id)}/recipients?${new URLSearchParams({ channel, state, reason })}`,
      reasonWords(say, reason),
    );
  return table({
    caption: say('recipients.reasons'),
    head: ['reason', 'channel', 'state']
      .map((key) => say(`recipients.head.${key}`))
      .concat(say('head.people')),
    rows: rows.map((row): Cell[] => [
      way(row),
      say(`channel.${row.channel}`),
      say(`delivery.${row.state}`),
      row.people,
    ]),
    numbers: [3],
  });
}

function filters(
  { desk, say }: Visit,
  of: Asked,
  { here, rows }: { here: string; rows: readonly ReasonRow[] },
): Html {
  const any = { value: '', label: say('recipients.anyState') };
  const choice = (name: 'state' | 'channel', family: string, ids: readonly string[]) =>
    select({
      name,
      label: say(`recipients.${name}`),
      value: of[name] ?? '',
      options: [any, ...ids.map((value) => ({ value, label: say(`${family}.${value}`) }))],
    });
  const codes = new Set([...rows.map((row) => row.reason), ...(of.reason ? [of.reason] : [])]);
  const reason = select({
    name: 'reason',
    label: say('recipients.reason'),
    value: of.reason ?? '',
    options: [
      { value: '', label: say('recipients.anyReason') },
      ...[...codes].map((value) => ({ value, label: reasonWords(say, value) })),
    ],
  });
  return html`<form method="get" action="/console${here}">${choice('state', 'delivery', deliveryStates)}${choice('channel', 'channel', desk.channels)}${reason}${button(say('recipients.filter'), { look: 'quiet' })}</form>`;
}

function rowTable({ say }: Visit, rows: readonly RecipientRow[], whole: boolean): Html {
  return table({
    caption: say('recipients.caption'),
    head: ['person', 'channel', 'state', 'reason', 'at'].map((key) => say(`recipients.head.${key}`)),
    rows: rows.map((row): Cell[] => [
      html`<code>${whole ? row.person : partly(row.person)}</code>`,
      say(`channel.${row.channel}`),
      say(`delivery.${row.state}`),
      row.reason === null ? '' : reasonWords(say, row.reason),
      row.at === null ? '' : moment(row.at),
    ]),
  });
}

function wholeForm({ csrf, member, say }: Visit, here: string, of: Asked): Html {
  if (!admins.includes(member.role)) return html`<p class="soft">${say('recipients.partly')}</p>`;
  return postForm({
    action: here,
    csrf,
    body: html`<p class="soft">${say('recipients.wholeMeans')}</p>${hidden({ ...given(of), after: of.after ?? '' })}${button(say('recipients.whole'), { look: 'quiet' })}`,
  });
}

async function wholePage(visit: Visit): Promise<Answer> {
  const { desk, member } = visit;
  const opened = await desk.broadcasts.openAddresses(visit.param('id'), member.email);
  if (opened.ok) return await listPage(visit, true);
  const page = await listPage(visit);
  return 'title' in page ? { ...page, status: 409, flash: problem(opened.message) } : page;
}

/** The rows that the filters let through, with addresses in part. */
async function file(visit: Visit): Promise<Answer> {
  const { desk, say } = visit;
  const id = visit.param('id');
  const known = (await desk.broadcasts.list()).some((one) => one.id === id);
  if (!known) return missing(visit, html``);
  const rows = await desk.broadcasts.recipients(id, { ...asked(visit), after: null, most: mostInAFile });
  const head = ['person', 'channel', 'state', 'reason', 'at'].map((key) => say(`recipients.head.${key}`));
  return csvFile('recipients.csv', [
    head,
    ...rows.map((row) => [
      partly(row.person),
      say(`channel.${row.channel}`),
      say(`delivery.${row.state}`),
      row.reason ?? '',
      row.at === null ? '' : isoInKyiv(row.at),
    ]),
  ]);
}

const mostInAFile = 200_000;
