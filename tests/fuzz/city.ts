// Owns the whole server that is fuzzed, in this process: its door, its database and its channels, between emulated
// platforms; and what must never happen there, noted as it happens.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';
import fc from 'fast-check';
import { expect } from 'vitest';
import { createDesk } from '../../src/app/create-desk.ts';
import { readConfig } from '../../src/config.ts';
import { readContent } from '../../src/content.ts';
import { limitVariables } from '../../src/core/limits.ts';
import { type Serving, serve } from '../../src/main.ts';
import { startTelegramEmulator } from '../emulators/telegram.ts';
import { startViberEmulator } from '../emulators/viber.ts';
import { freePort } from '../support/process.ts';
import { root } from '../support/sources.ts';

/** Inputs a target: a few hundred within `npm test`, ten thousand by `npm run fuzz`. */
export const inputs = Number(process.env.UCHAST_FUZZ ?? 200);
/** The same seed tries the same inputs. */
export const seed = Number(process.env.UCHAST_FUZZ_SEED ?? randomBytes(4).readUInt32LE());
/** A long run may take as long as it takes. */
export const patienceMs = Math.max(120_000, inputs * 200);

export const hookSecret = 'fuzz-hook-secret';

export type Sent = {
  method?: string;
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
};

export type FuzzedCity = {
  port: number;
  viberToken: string;
  app: Serving['app'];
  /** Sends one request over a kept connection and returns the status. */
  send: (one: Sent) => Promise<number>;
  /** Headers of an administrator's session and its form token; signs in anew where the session was ended by a fuzzed form. */
  admin: () => Promise<{ cookie: string; csrf: string }>;
  /** Errors that the server logged, and promises that nobody waited for. */
  faults: string[];
  stop: () => Promise<void>;
};

/** Opens a city whose limits are so high that every input arrives. */
export async function openFuzzedCity(): Promise<FuzzedCity> {
  const data = mkdtempSync(path.join(tmpdir(), 'uchast-fuzz-'));
  const [telegram, viber, port] = await Promise.all([
    startTelegramEmulator({ perSecond: 0 }),
    startViberEmulator(),
    freePort(),
  ]);
  const { config, problems } = readConfig({
    DATA_DIR: data,
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    TELEGRAM_WEBHOOK_SECRET: hookSecret,
    VIBER_AUTH_TOKEN: viber.token,
    VIBER_API_ROOT: viber.url,
    ...Object.fromEntries(Object.values(limitVariables).map((name) => [name, '1000000000'])),
  });
  const { content } = readContent(path.join(root, 'content'));
  if (!config || !content) throw new Error(JSON.stringify(problems));
  const faults: string[] = [];
  const note = (reason: unknown) => faults.push(`unhandled: ${String(reason)}`);
  process.on('unhandledRejection', note);
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (fields: object, message: string) => {
      const { error } = fields as { error?: unknown };
      faults.push(`${message} ${error instanceof Error ? error.stack : JSON.stringify(fields)}`);
    },
  };
  const serving = await serve({ config, content, log });
  if (!serving) throw new Error('another process serves this city');
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const desk = createDesk(serving.app);
  let session = { cookie: '', csrf: '' };
  const signedIn = async () => {
    const [, token = ''] = /=(.+)/.exec(session.cookie) ?? [];
    return token !== '' && (await desk.staff.session(token))?.member.role === 'admin';
  };
  return {
    port,
    viberToken: viber.token,
    app: serving.app,
    send: (one) => sent(agent, port, one),
    admin: async () => {
      if (await signedIn()) return session;
      const added = await desk.staff.add(
        `fuzz-${randomBytes(4).toString('hex')}@city.example`,
        'admin',
        'cli',
      );
      const entered = await desk.staff.signIn(added.ok ? added.value.token : '');
      if (!entered.ok) throw new Error(entered.message);
      session = { cookie: `uchast_staff=${entered.value.session}`, csrf: entered.value.csrf };
      return session;
    },
    faults,
    stop: async () => {
      agent.destroy();
      await serving.stop();
      await Promise.all([telegram.stop(), viber.stop()]);
      process.off('unhandledRejection', note);
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** The status of the answer; 0 where the server closed the connection instead of answering. */
function sent(
  agent: Agent,
  port: number,
  { method = 'POST', path: target, headers, body }: Sent,
): Promise<number> {
  return new Promise((resolve) => {
    const request = httpRequest(
      { agent, port, host: '127.0.0.1', method, path: target, headers },
      (response) => {
        response.on('data', () => undefined);
        response.on('end', () => resolve(response.statusCode ?? 0));
        response.on('error', () => resolve(response.statusCode ?? 0));
      },
    );
    request.on('error', () => resolve(0));
    request.end(body);
  });
}

/** Tries `inputs` inputs: each gets an answer that is no fault of ours, and at the end nothing was noted. */
export async function fuzz<T>(
  city: FuzzedCity,
  name: string,
  of: { input: fc.Arbitrary<T>; send: (input: T) => Promise<number> },
): Promise<void> {
  const statuses: Record<number, number> = {};
  const before = heapUsed();
  let half = before;
  let done = 0;
  const property = fc.asyncProperty(of.input, async (input) => {
    const status = await of.send(input);
    statuses[status] = (statuses[status] ?? 0) + 1;
    done += 1;
    if (done === Math.floor(inputs / 2)) half = heapUsed();
    expect(status).toBeLessThan(500);
    expect(city.faults.splice(0)).toEqual([]);
  });
  await fc.assert(property, { numRuns: inputs, seed, endOnFailure: inputs > 1000 });
  expect(await city.send({ method: 'GET', path: '/healthz' })).toBe(200);
  const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(1);
  const memory = [before, half, heapUsed()].map(megabytes).join(' → ');
  process.stdout.write(
    `fuzz ${name}: ${inputs} inputs, seed ${seed}, ${JSON.stringify(statuses)}, heap ${memory} MB\n`,
  );
}

v8.setFlagsFromString('--expose-gc');
const collect: () => void = vm.runInNewContext('gc');

/** What is really held, in bytes. */
export function heapUsed(): number {
  collect();
  return process.memoryUsage().heapUsed;
}
