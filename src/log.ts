// Owns the real logger: JSON lines on standard error. What a line may hold is core/log-fields.ts's to say.
import { AsyncLocalStorage } from 'node:async_hooks';
import pino from 'pino';
import type { Log } from './core/log.ts';
import { safeFields } from './core/log-fields.ts';

const requests = new AsyncLocalStorage<string>();

/** Runs `work` so that every line that it logs names the request. */
export function inRequest<T>(id: string, work: () => T): T {
  return requests.run(id, work);
}

/** The message of a line that somebody put together from parts: it may quote anything. */
const withheld = 'a message that was put together is left out';
/** Sentences in the code are English, short and hold no longer number than a version's. */
const sentence = /^(?!(?:.*\d){5})(?!.*[A-Za-z0-9_-]{25})[A-Za-z0-9 ,.:;'’()/_-]{1,160}$/;

function standardError() {
  const destination = pino.destination({ dest: 2, sync: true });
  // A journal that can't be written (a full disk, a closed pipe) must not end what it tells of.
  destination.on('error', () => undefined);
  return destination;
}

/** A logger of the given level; `LOG_LEVEL` names it. Lines go to standard error, or to `write` where it is given. */
export function createLog(level: string, write?: (line: string) => void): Log {
  const logger = pino({ level, base: null }, write ? { write } : standardError());
  const line = (kind: 'info' | 'warn' | 'error') => (fields: object, message: string) => {
    if (!logger.isLevelEnabled(kind)) return;
    const request = requests.getStore();
    const told = { ...(request === undefined ? {} : { request }), ...safeFields(fields) };
    logger[kind](told, sentence.test(message) ? message : withheld);
  };
  return { info: line('info'), warn: line('warn'), error: line('error') };
}
