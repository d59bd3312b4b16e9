// Owns what a letter carries beside its text: subject, ids, return path and unsubscribe address of each recipient.
import type { BroadcastRow } from '../../../db/broadcasts.ts';
import type { DeliveryRow } from '../../../db/ledger.ts';
import type { Letter } from '../../core/channel.ts';
import type { Purpose } from '../../core/consent.ts';
import { clickToken } from '../../mail/click-token.ts';
import { messageIdToken, returnPathToken, type UnsubscribeKind, unsubscribeToken } from '../../mail/token.ts';
import type { App } from '../app.ts';
import { fillOf } from './clicks.ts';

/** What a letter needs of its row. */
export type LetterRow = Pick<DeliveryRow, 'id' | 'personId' | 'body'>;

export type Letters = { letterFor: (row: LetterRow, broadcast: BroadcastRow | null) => Letter };

/** `domain` is that of our sender address; the instance's secret signs what comes back to us. */
export function createLetters(app: Pick<App, 'secret' | 'publicUrl' | 'files'>, domain: string): Letters {
  return {
    letterFor: (row, broadcast) => ({
      subject: subjectOf(app, row, broadcast),
      preheader: row.body?.letter?.preheader ?? broadcast?.body.preheader ?? '',
      why: whyOf(row, broadcast),
      unsubscribeUrl: broadcast ? unsubscribeUrl(app, row.personId, broadcast) : null,
      messageId: `<${messageIdToken(app.secret, row.id)}@${domain}>`,
      returnPath: `${returnPathToken(app.secret, row.id)}@${domain}`,
      ...(row.body?.letter?.replyTo ? { replyTo: `${row.body.letter.replyTo}@${domain}` } : {}),
      feedbackId: broadcast ? `${broadcast.id}:${app.files.city.id}:${broadcast.kind}` : null,
      ...(broadcast && !row.body ? fillOf(app, { broadcastId: broadcast.id, deliveryId: row.id }) : {}),
    }),
  };
}

function whyOf(row: LetterRow, broadcast: BroadcastRow | null): Letter['why'] {
  if (broadcast) return whyFor(broadcast.audience.purposes);
  return row.body?.to ? 'staff' : 'optin';
}

/** Why people with these purposes get a letter, as its foot says. */
export function whyFor(purposes: readonly Purpose[]): Letter['why'] {
  if (!purposes.includes('official')) return 'consent';
  return purposes.length === 1 ? 'legacy' : 'list';
}

function subjectOf(app: Pick<App, 'files'>, row: LetterRow, broadcast: BroadcastRow | null): string {
  return (
    row.body?.letter?.subject ?? broadcast?.body.subject ?? app.files.phrases['mail.subject.default'] ?? ''
  );
}

/** One-click leaves the list that this letter belongs to: its person and purpose are in the signed address. */
function unsubscribeUrl(
  app: Pick<App, 'secret' | 'publicUrl'>,
  person: string,
  broadcast: BroadcastRow,
): string {
  const kind = kindOf(broadcast.audience.purposes);
  // The letter's broadcast goes along, so that leaving is counted where it was asked for.
  const from = clickToken(app.secret, { kind: 'broadcast', id: broadcast.id });
  return `${app.publicUrl}/u/${unsubscribeToken(app.secret, { person, kind })}?from=${from}`;
}

/** What a letter to people with these purposes lets them leave: the letters, or what such a letter is alone. */
export function kindOf(purposes: readonly Purpose[]): UnsubscribeKind {
  if (purposes.includes('letters')) return 'letters';
  return purposes.includes('official') ? 'official' : (purposes[0] ?? 'reminders');
}
