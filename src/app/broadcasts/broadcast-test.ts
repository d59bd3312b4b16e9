// Owns sending a message to the city's own people before residents get it: marked as a test, at once, to nobody else.
import { findBroadcast } from '../../../db/broadcasts.ts';
import { addDeliveries } from '../../../db/ledger.ts';
import { type At, addressesOf, findAddress } from '../../../db/people.ts';
import { findStaff, listStaff } from '../../../db/staff.ts';
import type { Channel } from '../../core/channel.ts';
import { type App, channelNamed, currentContent, reading, writing } from '../app.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';
import { replyRow } from '../talk/reply-row.ts';
import type { TestSend } from './broadcast-types.ts';
import { canTry, replyFor } from './broadcast-view.ts';

/**
 * Puts the message of a broadcast, in any state, into the queue for one address, with a mark above its text. It goes
 * out in training mode and at night too, as what staff ask for themselves does.
 */
export async function sendTest(app: App, id: string, of: TestSend): Promise<Result<null>> {
  const to = of.to.trim();
  const at = reading(app);
  const staff = await findStaff(at, of.by.toLowerCase());
  if (!staff) return refuse(app, 'staff.unknown', { email: of.by });
  const row = await findBroadcast(at, id);
  if (!row) return refuse(app, 'broadcast.unknown', { id });
  const channel = channelNamed(app, of.channel);
  if (!channel || !canTry(channel)) return refuse(app, 'broadcast.testChannel', { channel: of.channel });
  if (!(await isOurs(at, app, { channel, to }))) return refuse(app, 'broadcast.testAddress', { to });
  const { subject, preheader } = row.body;
  const message = replyFor(await currentContent(app), row, channel);
  const reply = { ...message, text: `**${markOf(app)}**\n\n${message.text}` };
  const address = { id: '', channel: channel.name };
  const made = replyRow(app, { reply, person: { id: 'staff' }, address, now: app.clock.now() });
  const mark = markOf(app);
  const letter = { subject: `${mark} ${subject ?? ''}`.trim(), preheader: preheader ?? '' };
  const body = { reply, to, ...(channel.capabilities.letters ? { letter } : {}) };
  await writing(app, async (write) => {
    await addDeliveries(write, [{ ...made, addressId: null, body }]);
    const detail = { channel: channel.name };
    await writeAudit(write, app, { actor: staff.email, act: 'broadcast.test', object: id, detail });
  });
  app.nudge(channel.name);
  return { ok: true, value: null };
}

/**
 * Whether an address is one of the city's own: named one by one in SEND_TO, an e-mail of the staff, or another channel
 * of the person whose e-mail that is. `*` names nobody.
 */
async function isOurs(at: At, app: App, { channel, to }: { channel: Channel; to: string }): Promise<boolean> {
  const { sendTo } = app;
  const names = new Set((await listStaff(at)).map(({ email }) => email));
  if (sendTo.kind === 'list' && (sendTo.addresses.has(to) || sendTo.addresses.has(to.toLowerCase())))
    return true;
  if (channel.capabilities.letters) return names.has(to.toLowerCase());
  const found = await findAddress(at, channel.name, to);
  if (!found) return false;
  const theirs = await addressesOf(at, found.person.id);
  return theirs.some(({ address }) => names.has(address.toLowerCase()));
}

function markOf(app: App): string {
  return app.files.phrases['cli.broadcast.testMark'] ?? '';
}
