// Owns what the journal never holds, whatever is thrown or handed over, and that every line says its sentence in the code.
import { describe, expect, it } from 'vitest';
import { establish } from '../bots/establish.ts';
import { adviceOf } from '../src/core/log.ts';
import { createLog, inRequest } from '../src/log.ts';
import { codeFiles, textOf } from './support/sources.ts';

function kept() {
  const lines: string[] = [];
  return { log: createLog('debug', (line) => lines.push(line)), text: () => lines.join(''), lines };
}

const secrets: Readonly<Record<string, string>> = {
  'a token of Telegram': '7342910554:AAH9q3xZkP0c_Xw-1yTgUeRf8sLmNoPqRsT',
  'a token of Viber': '4453b6ac12345678-e02c5f12174805f9-daec9cbb5448c51f',
  'an address': 'olena.kovalenko@example.com.ua',
  'a telephone number': '+380501234567',
  'a spaced telephone number': '050 123 45 67',
  'the id of a chat': '7342910554',
  'an id of Viber': '01234567890A=',
  'a resident’s words': 'скока підписів треба',
  'a resident’s words in Latin letters': 'skilky pidpysiv treba zibraty babusi',
  'a password in an address': 'smtps://user:Pa55word@mail.example.org',
};

/** Errors of the shapes that libraries really throw. */
const thrown: Readonly<Record<string, (secret: string) => Error>> = {
  plainly: (secret) => new Error(secret),
  'by drizzle, with the values of the query': (secret) =>
    Object.assign(new Error(`Failed query: insert into "address" values (?)\nparams: ${secret}`), {
      query: 'insert',
      params: [secret],
      cause: Object.assign(new Error(`UNIQUE constraint failed ${secret}`), { code: 'SQLITE_CONSTRAINT' }),
    }),
  'by an HTTP client, with the address': (secret) =>
    Object.assign(new TypeError('fetch failed', { cause: new Error(`https://api/bot${secret}/send`) }), {
      url: `https://api/bot${secret}/send`,
    }),
  'by a mail server': (secret) =>
    Object.assign(new Error(`550 5.1.1 <${secret}> no such user`), { code: 'EENVELOPE', response: secret }),
  'with a name and a code made of it': (secret) =>
    Object.assign(new Error('x'), { name: secret, code: secret }),
  'with a stack that is all message': (secret) =>
    Object.assign(new Error('x'), { stack: `Error: ${secret}` }),
  'several at once': (secret) => new AggregateError([new Error(secret)], secret),
};

describe.each(Object.entries(secrets))('%s', (_label, secret) => {
  it.each(Object.entries(thrown))('in an error that was thrown %s is not in the journal', (_how, error) => {
    const { log, text } = kept();
    for (const line of [log.info, log.warn, log.error]) line({ error: error(secret) }, 'something broke');
    expect(text()).not.toContain(secret);
    expect(text()).toContain('something broke');
  });

  it('is left out of any field, of any name and depth', () => {
    const { log, text } = kept();
    const names = ['channel', 'delivery', 'route', 'request', 'error', 'name', 'status', 'detail', 'message'];
    for (const name of [...names, 'text', 'token', 'url', 'params', 'advice', 'since', 'hasOwnProperty']) {
      log.warn({ [name]: secret }, 'a field');
      log.warn({ [name]: { deeper: [secret] } }, 'a field');
    }
    expect(text()).not.toContain(secret);
  });

  it('is left out of a message that was put together, unless it could be a sentence of ours', () => {
    const { log, text } = kept();
    log.error({}, `could not do it: ${secret}`);
    // Words in Latin letters look like any sentence; the test below keeps such messages out of the code.
    if (!/^[a-z ]+$/.test(secret)) expect(text()).not.toContain(secret);
  });
});

describe('a line', () => {
  it('tells of an error what is needed to find it: class, code, cause and the place in our code', () => {
    const { log, lines } = kept();
    const cause = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
    const error = new TypeError('anything', { cause });
    error.stack = `TypeError: anything\n    at run (file:///srv/uchast/src/app/talk/receive.ts:12:7)`;
    log.error({ error, channel: 'telegram', delivery: '0'.repeat(32), tries: 2 }, 'it broke');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 50,
      msg: 'it broke',
      channel: 'telegram',
      delivery: '0'.repeat(32),
      tries: 2,
      error: {
        name: 'TypeError',
        at: 'src/app/talk/receive.ts:12',
        cause: { name: 'Error', code: 'SQLITE_FULL' },
      },
    });
  });

  it('names the request in which it was written', async () => {
    const { log, lines } = kept();
    await inRequest('a'.repeat(32), async () => log.warn({ status: 401 }, 'refused'));
    log.warn({}, 'outside');
    expect(lines.map((line) => JSON.parse(line).request)).toEqual(['a'.repeat(32), undefined]);
  });

  it('holds words of content only where they were marked as advice', () => {
    const { log, text } = kept();
    log.error({ advice: adviceOf('Звільніть місце на диску.') }, 'no room');
    log.error({ advice: { words: 'чужі слова' } }, 'no room');
    expect(text()).toContain('Звільніть місце');
    expect(text()).not.toContain('чужі');
  });

  it.each(['SQLITE_IOERR_WRITE', 'telegram:409', 'http:503', '5.1.1', '57P01', 'ECONNREFUSED', 'E2BIG'])(
    'may hold the code %s',
    (code) => {
      const { log, text } = kept();
      log.warn({ code }, 'refused');
      expect(text()).toContain(`"${code}"`);
    },
  );
});

describe('who logs', () => {
  const calls = codeFiles('src', 'bots', 'db').flatMap((file) =>
    [
      ...textOf(file).matchAll(
        /\blog\.(?:info|warn|error)\(\s*(\{[^}]*\}|[\w.]+),\s*([^;]*?),?\s*\)[;,\n ]/g,
      ),
    ].map((match) => ({ file, fields: match[1] ?? '', message: (match[2] ?? '').trim() })),
  );

  it('is found', () => {
    expect(calls.length).toBeGreaterThan(15);
  });

  it('says a sentence that stands in the code, and never one that is put together', () => {
    const passedOn = ['how'];
    expect(
      calls.filter(({ message }) => !/^'[^'$]*'\)*$/.test(message) && !passedOn.includes(message)),
    ).toEqual([]);
  });

  it('hands errors over as they are, never their message', () => {
    expect(calls.filter(({ fields }) => /\.message\b|String\(error|\.stack\b/.test(fields))).toEqual([]);
  });

  it('tells of a channel that does not come up by its code, not in the platform’s words', async () => {
    const { log, text } = kept();
    const detail = 'Telegram: Bad Request: chat 7342910554 of olena@example.com not found';
    const one = establish({
      name: 'telegram',
      attempt: async () => ({ kind: 'refused', detail, code: 'telegram:400' }),
      log,
      pause: async () => undefined,
    });
    expect((await one.state).detail).toBe(detail);
    expect(text()).toContain('telegram:400');
    expect(text()).not.toMatch(/7342910554|olena/);
  });
});
