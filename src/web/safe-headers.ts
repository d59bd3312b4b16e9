// Owns the headers that every answer carries unless its own room says something stricter or other.
import type { MiddlewareHandler } from 'hono';

/** A page that sets no policy of its own is one without scripts: a letter's page, a refusal. */
const pagePolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A year, for this host alone: what else the city serves under its name is not ours to decide. */
export const onlyHttps = 'max-age=31536000';

const standard: readonly (readonly [name: string, value: string])[] = [
  ['X-Content-Type-Options', 'nosniff'],
  ['Content-Security-Policy', pagePolicy],
  ['Referrer-Policy', 'no-referrer'],
  ['Permissions-Policy', 'camera=(), geolocation=(), microphone=()'],
];

/** `secure`: residents reach us over https, and browsers shall never try anything else. */
export function safeHeaders(secure: boolean): MiddlewareHandler {
  return async (c, next) => {
    await next();
    for (const [name, value] of standard) if (!c.res.headers.has(name)) c.header(name, value);
    if (secure) c.header('Strict-Transport-Security', onlyHttps);
  };
}
