// Owns the receiving port and the command: what they accept, what they answer, and that a busy letter comes again.
import { createConnection } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type Handled, openBackPort } from '../../src/mail/back-port.ts';
import { readReturnPathToken, returnPathToken } from '../../src/mail/token.ts';
import { freshData, run } from '../support/process.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const ours = `${returnPathToken('secret', 'delivery-1')}@uchast.example`;

async function open(handled: () => Promise<Handled> = async () => 'done') {
  const taken: { raw: string; recipients: readonly string[] }[] = [];
  const port = await openBackPort({
    host: '127.0.0.1',
    port: 0,
    isOurs: (local) => readReturnPathToken('secret', local) !== null,
    handle: async (raw, recipients) => {
      taken.push({ raw: Buffer.from(raw).toString(), recipients });
      return await handled();
    },
    log: silent,
  });
  onTestFinished(port.stop);
  return { port: port.port, taken };
}

/** Says each line when the one before was answered; returns the first words of every answer. */
function talk(port: number, lines: readonly string[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const answers: string[] = [];
    const socket = createConnection(port, '127.0.0.1');
    let rest = '';
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      rest += chunk.toString();
      const whole = rest.split('\r\n');
      rest = whole.pop() ?? '';
      for (const line of whole.filter((one) => /^\d{3} /.test(one))) {
        answers.push(line.slice(0, 3));
        const next = lines[answers.length - 1];
        if (next === undefined) socket.end();
        else socket.write(`${next}\r\n`);
      }
    });
    socket.on('close', () => resolve(answers));
  });
}

const hello = ['EHLO mx.example', 'MAIL FROM:<>'];
const letter = ['DATA', 'To: x\r\n\r\nreturned\r\n.', 'QUIT'];

test('the port takes a letter to a signed return path, in capitals too', async () => {
  const { port, taken } = await open();
  const answers = await talk(port, [...hello, `RCPT TO:<${ours.toUpperCase()}>`, ...letter]);
  expect(answers).toEqual(['220', '250', '250', '250', '354', '250', '221']);
  expect(taken).toHaveLength(1);
  expect(taken[0]?.raw).toContain('returned');
});

test('the port refuses every other recipient, and relays nothing', async () => {
  const { port, taken } = await open();
  for (const to of [
    'a@example.com',
    'bounce@uchast.example',
    `bounce+delivery-1.${'a'.repeat(20)}@x.example`,
  ]) {
    expect(await talk(port, [...hello, `RCPT TO:<${to}>`, 'DATA', 'QUIT'])).toEqual([
      '220',
      '250',
      '250',
      '550',
      '503',
      '221',
    ]);
  }
  expect(taken).toEqual([]);
});

test.each<[string, () => Promise<Handled>]>([
  ['is still being handed over', async () => 'later'],
  ['could not be written down', async () => Promise.reject(new Error('disk full'))],
])('the port asks for a letter again that %s', async (_, handled) => {
  const { port } = await open(handled);
  const answers = await talk(port, [...hello, `RCPT TO:<${ours}>`, ...letter]);
  expect(answers.slice(-2)).toEqual(['451', '221']);
});

test('the port refuses what is too big', async () => {
  const { port, taken } = await open();
  const huge = `To: x\r\n\r\n${`${'a'.repeat(998)}\r\n`.repeat(2200)}.`;
  const answers = await talk(port, [...hello, `RCPT TO:<${ours}>`, 'DATA', huge, 'QUIT']);
  expect(answers.slice(-2)).toEqual(['552', '221']);
  expect(taken).toEqual([]);
});

test('the command ends with 2 and one line of words where it is not given a letter', async () => {
  const { code, error } = await run({ DATA_DIR: freshData() }, 'bounce', 'write');
  expect(code).toBe(2);
  expect(error).toContain('bounce read');
});
