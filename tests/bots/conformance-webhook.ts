// Owns what every channel with a webhook promises about the requests that it gets; the suite that runs it is conformance.ts.
import { expect } from 'vitest';
import type { RawRequest, Reception } from '../../src/core/channel.ts';
import { type Subject, send } from './conformance.ts';
import { only, say } from './harness.ts';

async function receive({ channel, through }: Subject, request: RawRequest): Promise<Reception> {
  if (through) return await through(request);
  if (!channel.receive) throw new Error('the channel has no webhook');
  return channel.receive(request);
}

function webhookOf({ webhook }: Subject) {
  if (!webhook) throw new Error('the channel has no webhook');
  return webhook;
}

async function accepted(subject: Subject, body: string) {
  const reception = await receive(subject, webhookOf(subject).genuine(body));
  if (reception.kind !== 'accepted') throw new Error(reception.reason);
  return reception;
}

export async function forged(subject: Subject): Promise<void> {
  const { forged: forge, text, broken: bodies } = webhookOf(subject);
  for (const body of [text(subject.reachable(1), 'x', 1), ...bodies])
    for (const request of forge(body))
      expect(await receive(subject, request)).toMatchObject({ kind: 'refused', status: 401 });
}

export async function broken(subject: Subject): Promise<void> {
  const { genuine, broken: bodies } = webhookOf(subject);
  for (const body of ['', '{', '[', 'null', '"x"', '\u0000', ...bodies])
    expect(await receive(subject, genuine(body))).toMatchObject({ kind: 'refused', status: 400 });
}

export async function unheardOf(subject: Subject): Promise<void> {
  const { inbounds, acknowledge } = await accepted(subject, webhookOf(subject).unheardOf);
  expect(inbounds).toEqual([]);
  for (const welcome of [null, say('Вітаємо')]) {
    const { status, body } = acknowledge(welcome);
    expect([status, body.includes('Вітаємо')]).toEqual([200, false]);
  }
}

export async function identity(subject: Subject): Promise<void> {
  const { text } = webhookOf(subject);
  const idOf = async (to: number, words: string, id: number) =>
    only((await accepted(subject, text(subject.reachable(to), words, id))).inbounds).eventId;
  expect(await idOf(1, 'x', 1)).toBe(await idOf(1, 'x', 1));
  const ids = [await idOf(1, 'x', 1), await idOf(1, 'x', 2), await idOf(2, 'x', 3)];
  expect(new Set(ids).size).toBe(ids.length);
}

export async function address(subject: Subject): Promise<void> {
  const body = webhookOf(subject).text(subject.reachable(15), 'привіт', 5);
  const inbound = only((await accepted(subject, body)).inbounds);
  expect(inbound).toMatchObject({ channel: subject.channel.name, kind: 'text', text: 'привіт' });
  await send(subject, inbound.address, say('і вам'));
  expect(await subject.shown(subject.reachable(15))).toEqual(['і вам']);
}

export async function source(subject: Subject): Promise<void> {
  const sources = ['poster-school-12', 'QR_1', 'x'.repeat(64)];
  for (const [id, from] of sources.entries()) {
    const body = webhookOf(subject).opened(subject.reachable(1), from, id);
    expect(only((await accepted(subject, body)).inbounds)).toMatchObject({ kind: 'opened', source: from });
    const link = subject.channel.deepLink(from);
    expect(link === null || new URL(link).href.includes(from)).toBe(true);
  }
}
