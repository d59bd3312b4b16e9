// Owns what every request but a platform's passes before its room: headers of the answer, announced size, bytes that no
// address holds, and how often one network may ask.
import type { MiddlewareHandler } from 'hono';
import { type AddressLimits, limitedByAddress } from './limits.ts';
import { isUpload, largestBody, largestUploadBody } from './limits-body.ts';
import { safeHeaders } from './safe-headers.ts';

/** `secure`: residents reach us over https; `phrase` is one of the public pages by its key. */
export type GuardOptions = {
  limits: AddressLimits;
  secure: boolean;
  phrase: (key: string) => string;
};

/** The steps in their order. */
export function guarded({ limits, secure, phrase }: GuardOptions): MiddlewareHandler[] {
  return [safeHeaders(secure), soundRequests, limitedByAddress(limits, phrase)];
}

/** Refuses what no room could take, before a byte of the body is read. */
const soundRequests: MiddlewareHandler = (c, next) => {
  const most = isUpload(c.req.path) ? largestUploadBody : largestBody;
  // Only what is announced: rooms have limits of their own, also for bodies that announce nothing.
  if (Number(c.req.header('content-length') ?? 0) > most) return Promise.resolve(c.text('too large', 413));
  // A zero byte: databases refuse it, file systems stop at it, and no link of ours has one.
  return c.req.url.includes('%00') ? Promise.resolve(c.text('not an address', 400)) : next();
};
