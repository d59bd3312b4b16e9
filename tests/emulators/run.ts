// Owns running the three emulated platforms as a process of their own, with an HTTP address to steer them by.
// Usage: node tests/emulators/run.ts ['{"telegram":{…},"viber":{…},"smtp":{…}}']
//   GET  /received[?channel=viber]     {channel: {recipient: [{text, at, id}, …]}}; with &texts=sha their SHA-256
//   GET  /counts[?channel=viber]       {channel: {recipient: n}}
//   GET  /deleted                      Telegram's messages that were taken out of a chat again
//   GET  /posts                        the posts of Viber's channel
//   GET  /calls?channel=viber          the last calls as they came (letters for smtp: envelope and headers)
//   GET  /figures                      limits kept: the most messages in a second, refusals, welcomes
//   GET  /faults[?channel=viber]       {channel: [{fault, method, recipient, at}, …]}: those that struck
//   POST /faults  {channel, fault}     adds a fault; {channel, clear: true} removes all of them
//   POST /people  {channel, address, state}   state null: reachable again
//   POST /deliver {channel, update|callback, times?, signature?}  → what the webhook answered (or the long poll took)
//   POST /stop
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { Fault, Received } from './faults.ts';
import { type Incoming, json, type Outgoing, serve } from './http.ts';
import { type SmtpEmulatorOptions, type SmtpFault, startSmtpEmulator } from './smtp.ts';
import { startTelegramEmulator, type TelegramEmulatorOptions, type TelegramPerson } from './telegram.ts';
import type { Update } from './telegram-updates.ts';
import { startViberEmulator, type ViberEmulatorOptions } from './viber.ts';
import type { Callback } from './viber-callbacks.ts';
import type { ViberPerson } from './viber-people.ts';

type Options = {
  telegram?: TelegramEmulatorOptions;
  viber?: ViberEmulatorOptions;
  smtp?: SmtpEmulatorOptions;
};

/** Starts all three and their control; resolves with the addresses that the process prints. */
export async function startEmulators(options: Options = {}) {
  const telegram = await startTelegramEmulator(options.telegram);
  const viber = await startViberEmulator(options.viber);
  const smtp = await startSmtpEmulator(options.smtp);
  const running = { telegram, viber, smtp };
  const stop = async () => {
    await Promise.all([telegram.stop(), viber.stop(), smtp.stop(), control.stop()]);
  };
  const control = await serve((request) => steer(running, request, stop));
  return {
    ...running,
    stop,
    addresses: {
      telegram: telegram.url,
      viber: viber.url,
      smtp: smtp.url,
      control: control.origin,
      telegramToken: telegram.token,
      viberToken: viber.token,
      viberChannelToken: viber.channelToken,
    },
  };
}

type Running = {
  telegram: Awaited<ReturnType<typeof startTelegramEmulator>>;
  viber: Awaited<ReturnType<typeof startViberEmulator>>;
  smtp: Awaited<ReturnType<typeof startSmtpEmulator>>;
};
type Name = keyof Running;
const names: readonly Name[] = ['telegram', 'viber', 'smtp'];

async function steer(running: Running, request: Incoming, stop: () => Promise<void>): Promise<Outgoing> {
  const { channel, texts } = request.query;
  const chosen = names.filter((name) => channel === undefined || name === channel);
  const each = (of: (received: Received) => object) =>
    json(200, Object.fromEntries(chosen.map((name) => [name, of(running[name].received)])));
  switch (`${request.method} ${request.path}`) {
    case 'GET /received':
      return each((received) => Object.fromEntries(texts === 'sha' ? hashed(received) : received));
    case 'GET /counts':
      return each((received) => Object.fromEntries([...received].map(([to, got]) => [to, got.length])));
    case 'GET /deleted':
      return json(200, { telegram: Object.fromEntries(running.telegram.deleted) });
    case 'GET /posts':
      return json(200, { viber: running.viber.posts });
    case 'GET /calls':
      return json(200, callsOf(running, channel));
    case 'GET /figures':
      return json(200, {
        telegram: running.telegram.limit.figures(),
        welcomes: running.viber.callbacks.welcomes,
      });
    case 'GET /faults':
      return json(200, Object.fromEntries(chosen.map((name) => [name, running[name].faults.struck])));
    case 'POST /faults':
      return setFault(running, JSON.parse(request.body));
    case 'POST /people':
      return setPerson(running, JSON.parse(request.body));
    case 'POST /deliver':
      return deliver(running, JSON.parse(request.body));
    case 'POST /stop':
      setImmediate(() => void stop());
      return json(200, {});
    default:
      return json(404, { error: 'no such control' });
  }
}

function hashed(received: Received) {
  const sha = (text: string) => createHash('sha256').update(text).digest('hex');
  return [...received].map(([to, got]) => [to, got.map((one) => ({ ...one, text: sha(one.text) }))] as const);
}

function callsOf({ telegram, viber, smtp }: Running, channel: string | undefined): unknown {
  if (channel === 'telegram') return telegram.calls;
  if (channel === 'viber') return viber.calls;
  return smtp.letters.map(({ from, to, headers }) => ({ from, to, headers }));
}

type FaultOrder = { clear?: true } & (
  | { channel: 'telegram' | 'viber'; fault: Fault }
  | { channel: 'smtp'; fault: SmtpFault }
);

function setFault(running: Running, order: FaultOrder): Outgoing {
  if (order.clear) running[order.channel].faults.clear();
  else if (order.channel === 'smtp') running.smtp.faults.add(order.fault);
  else running[order.channel].faults.add(order.fault);
  return json(200, {});
}

type PersonOrder =
  | { channel: 'telegram'; address: string; state: TelegramPerson | null }
  | { channel: 'viber'; address: string; state: ViberPerson | null };

function setPerson({ telegram, viber }: Running, order: PersonOrder): Outgoing {
  if (order.state === null)
    (order.channel === 'telegram' ? telegram.people : viber.people.states).delete(order.address);
  else if (order.channel === 'telegram') telegram.people.set(order.address, order.state);
  else viber.people.states.set(order.address, order.state);
  return json(200, {});
}

type Order =
  | { channel: 'telegram'; update: Update }
  | { channel: 'viber'; callback: Callback; times?: number; signature?: string };

async function deliver({ telegram, viber }: Running, order: Order): Promise<Outgoing> {
  if (order.channel === 'telegram') return json(200, await telegram.deliver(order.update));
  const { times = 1, signature } = order;
  return json(200, await viber.deliver(order.callback, { times, ...(signature ? { signature } : {}) }));
}

if (import.meta.main) {
  const { positionals } = parseArgs({ allowPositionals: true });
  const emulators = await startEmulators(JSON.parse(positionals[0] ?? '{}') as Options);
  process.stdout.write(`${JSON.stringify(emulators.addresses)}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void emulators.stop());
}
