// Owns the product's own e-mail channel as a benchmark runs it: worded like the letters of its peers.
import { emailChannel } from '../../bots/email.ts';
import type { Channel } from '../../src/core/channel.ts';
import type { Log } from '../../src/core/log.ts';
import { composeBench, from, signing } from './mail-letter.ts';

/** Sends to a sink; `keyPem` null: without a signature. */
export function mailTo({ url, keyPem, log }: { url: string; keyPem: string | null; log: Log }): Channel {
  return emailChannel({
    transport: { kind: 'smtp', url },
    from,
    dkim: keyPem === null ? null : { ...signing, privateKeyPem: keyPem },
    compose: ({ letter }) => composeBench(letter?.unsubscribeUrl ?? null),
    log,
  });
}
