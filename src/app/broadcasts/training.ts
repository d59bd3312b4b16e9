// Owns the training mode: who may receive what we begin, by SEND_TO. Replies are not asked for.
import type { AddressRow } from '../../../db/people.ts';
import type { App } from '../app.ts';

/** Unset means nobody, `*` everybody, a list exactly those addresses as the platforms write them. */
export function mayReceive(app: Pick<App, 'sendTo'>, address: Pick<AddressRow, 'address'>): boolean {
  const { sendTo } = app;
  if (sendTo.kind === 'everyone') return true;
  if (sendTo.kind === 'nobody') return false;
  return sendTo.addresses.has(address.address) || sendTo.addresses.has(address.address.toLowerCase());
}

export function isTraining(app: Pick<App, 'sendTo'>): boolean {
  return app.sendTo.kind !== 'everyone';
}
