// Owns the e-mail channel: its capabilities and how composing, sealing and carrying fit together. Bounces are read
// elsewhere; there is no webhook.
import type { Capabilities, Channel, Parcel } from '../src/core/channel.ts';
import type { Outcome } from '../src/core/delivery.ts';
import type { Log } from '../src/core/log.ts';
import { isOneAddress } from './email-address.ts';
import { type Carrier, type MailTransport, openCarrier, smtpConnections } from './email-carrier.ts';
import { type Dkim, problemOfKey } from './email-dkim.ts';
import { type Compose, letterSealer, type SealedLetter } from './email-letter.ts';
import { type Establishing, establish, type Pause, pause } from './establish.ts';

export const emailName = 'email';

export type EmailOptions = {
  transport: MailTransport;
  /** `Name <address>` as it stands in From. */
  from: string;
  dkim: Dkim | null;
  compose: Compose;
  log: Log;
  /** Letters a second (default 50): what a city's own relay takes without deferring. */
  perSecond?: number;
  pause?: Pause;
};

function capabilitiesOf(perSecond: number): Capabilities {
  return {
    textLength: 100_000,
    captionLength: 100_000,
    pictures: true,
    // Nothing can be pressed in a letter that comes back to us: choices become lines with their links.
    buttons: null,
    recipientsPerCall: 1,
    perSecond,
    concurrency: smtpConnections,
    answersInResponse: false,
    letters: true,
    reaches: true,
    priceEur: 0,
  };
}

/** The e-mail channel; see `Channel` for what each part promises. */
export function emailChannel(options: EmailOptions): Channel {
  const { transport, dkim, log, perSecond = 50 } = options;
  const keyProblem = dkim ? problemOfKey(dkim) : null;
  // A key that can't sign seals nothing: see `send`.
  const seal = letterSealer(keyProblem === null ? options : { ...options, dkim: null });
  const carrier = openCarrier(transport);
  let establishing: Establishing | null = null;
  return {
    name: emailName,
    capabilities: capabilitiesOf(perSecond),
    send: (parcels) =>
      Promise.all(
        parcels.map((parcel) =>
          keyProblem === null ? sendOne(parcel, { seal, carrier, log }) : unsigned(keyProblem),
        ),
      ),
    start: async () => {
      if (keyProblem !== null) return { ready: false, detail: keyProblem };
      const attempt = () => carrier.check();
      establishing = establish({ name: emailName, attempt, log, pause: options.pause ?? pause });
      return establishing.state;
    },
    stop: async () => {
      await Promise.all([establishing?.stop(), carrier.close()]);
    },
    ...(carrier.forget ? { forget: carrier.forget } : {}),
    deepLink: () => null,
  };
}

/** Unsigned letters would go out and land in spam, without an error: better none. */
function unsigned(problem: string): Outcome {
  return { kind: 'misconfigured', code: 'dkim', text: problem };
}

async function sendOne(
  parcel: Parcel,
  { seal, carrier, log }: { seal: (parcel: Parcel) => Promise<SealedLetter>; carrier: Carrier; log: Log },
): Promise<Outcome> {
  if (!isOneAddress(parcel.address))
    return { kind: 'rejected', code: 'address', text: 'this is not one address' };
  let letter: SealedLetter;
  try {
    letter = await seal(parcel);
  } catch (error) {
    log.error({ channel: emailName, deliveryId: parcel.deliveryId, error }, 'a letter could not be made');
    return { kind: 'rejected', code: 'letter', text: 'the letter could not be made' };
  }
  return carrier.carry(parcel.deliveryId, letter);
}
