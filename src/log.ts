// Owns the real logger: JSON lines on standard error, with whatever could hold a token or an address left out.
import pino from 'pino';
import type { Log } from './core/log.ts';

/** Fields that must never be written, whoever passes them by mistake. */
const secret = ['token', 'address', 'email', 'text', 'body', 'url', 'password', 'secret', 'authorization'];

/** A logger of the given level; `LOG_LEVEL` names it. */
export function createLog(level: string): Log {
  const logger = pino(
    { level, base: null, redact: { paths: [...secret, ...secret.map((name) => `*.${name}`)], remove: true } },
    pino.destination({ dest: 2, sync: true }),
  );
  return {
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
  };
}
