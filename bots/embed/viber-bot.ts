// Owns mounting us into a bot on the `viber-bot` library, in the place of its `bot.middleware()`: the signature is checked
// by us, what is ours never reaches the library, and what is the host's reaches it as it came.
import type { ServerResponse } from 'node:http';
import type { RawRequest, RawResponse } from '../../src/core/channel.ts';
import type { Share } from '../../src/core/share.ts';
import { viberName } from '../viber-receive.ts';
import { signatureOf } from '../viber-wire.ts';
import type { House, Uchast } from './house.ts';
import { type HostRequest, handOn, rawBodyOf } from './raw-body.ts';

type Next = (error?: unknown) => void;
type Handler = (request: HostRequest, response: ServerResponse, next?: Next) => void;

/** What is needed of a `Bot` of viber-bot 1.0.18. */
export type ViberBot = {
  readonly authToken: string;
  middleware: () => (request: never, response: never, next: Next) => void;
  listenerCount: (event: string) => number;
};

/**
 * A handler for `http.createServer` or `app.use`, to stand where `bot.middleware()` stood, before any body parser. Throws
 * where the bot has another token than ours.
 * Source: https://github.com/Viber/viber-bot-node
 */
export function mountInViberBot(uchast: Uchast, bot: ViberBot, share: Partial<Share> = {}): Handler {
  const house = uchast.mount(viberName, share);
  if (!house.speaksFor(bot.authToken))
    throw new Error('uchast is mounted into another bot than the one whose VIBER_AUTH_TOKEN it has');
  const host = bot.middleware() as Handler;
  const pass: Handler = (request, response, next = () => write(response, notFound)) => {
    // The library keeps the last welcome and gives it to everybody who comes after.
    forgetWelcome(bot);
    host(request, response, next);
  };
  return (request, response, next) => {
    if (request.method !== 'POST') return pass(request, response, next);
    answer({ house, bot }, request)
      .then((answered) => (answered ? write(response, answered) : pass(request, response, next)))
      .catch((error: unknown) => {
        house.log.error({ channel: viberName, error }, 'an event could not be stored');
        // Not acknowledged: Viber sends it again.
        if (!response.headersSent) write(response, plain(500, 'not stored'));
      });
  };
}

/** Our answer to a callback; null where it is the host's, and the request stands ready for it. */
async function answer(
  of: { house: House; bot: ViberBot },
  request: HostRequest,
): Promise<RawResponse | null> {
  const { house, bot } = of;
  const body = await rawBodyOf(request);
  if (body === 'oversized') return plain(413, 'too large');
  if (body === 'parsed') {
    house.log.error(
      { channel: viberName },
      'a body parser stands before uchast: no signature can be checked',
    );
    return plain(500, 'the raw body is gone: mount uchast before any body parser');
  }
  const reception = house.read(rawRequest(request, body));
  if (reception.kind === 'refused') return plain(reception.status, reception.reason);
  const text = Buffer.from(body).toString('utf8');
  // The library would compare another signature than Viber's, and never answer.
  if (!Buffer.from(text).equals(body)) return plain(400, 'not UTF-8');
  for (const inbound of reception.inbounds) {
    const taken = await house.take(inbound);
    if (taken.kind === 'answered') return reception.acknowledge(taken.welcome);
    // The library emits `failed` as an error, which nobody may be there to hear.
    const failed = inbound.kind === 'receipt' && inbound.state === 'failed';
    if (failed && bot.listenerCount('error') === 0) return reception.acknowledge(null);
  }
  handOn(request, text, signatureOf(body, bot.authToken));
  return null;
}

function rawRequest({ headers, url = '/' }: HostRequest, body: Uint8Array): RawRequest {
  const { searchParams } = new URL(url, 'http://localhost');
  return { headers: headers as RawRequest['headers'], query: Object.fromEntries(searchParams), body };
}

/** A field that the library doesn't show: since 2021 there was no version but this one. */
function forgetWelcome(bot: ViberBot & { _middleware?: { _buffer: unknown } }): void {
  if (bot._middleware) bot._middleware._buffer = null;
}

function plain(status: number, body: string): RawResponse {
  return { status, contentType: 'text/plain', body };
}
const notFound = plain(404, 'not found');

function write(response: ServerResponse, { status, contentType, body }: RawResponse): void {
  response.writeHead(status, { 'Content-Type': contentType }).end(body);
}
