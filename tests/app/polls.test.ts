// Opinion polls: one answer a person, no identities, counts only when a poll is over, and never a vote.
import { describe, expect, test } from 'vitest';
import type { NewPoll } from '../../src/app/events/poll-desk.ts';
import { dayMs } from '../../src/core/time.ts';
import { kyiv, openWorld } from '../support/harness.ts';
import { all, said } from './look.ts';

const by = 'olena@city.example';
const evening: NewPoll = {
  question: 'Коли вам зручно приходити на зустрічі?',
  options: ['Зранку', 'Удень', 'Увечері'],
  contest: null,
  opensAt: kyiv('2026-10-20 12:00'),
  closesAt: kyiv('2026-10-25 18:00'),
};

async function withPoll(differs: Partial<NewPoll> = {}) {
  const world = openWorld();
  const added = await world.desk.polls.add({ ...evening, ...differs }, by);
  if (!added.ok) throw new Error(added.message);
  const { id } = added.value;
  const says = async (address: string, text: string) => {
    world.clock.pass(1000);
    await world.hear({ kind: 'text', text, address });
    return (await said(world)).at(-1)?.text ?? '';
  };
  return { world, id, says };
}

describe('an opinion poll', () => {
  test('says what it is, takes one answer a person, and keeps only how many', async () => {
    const { world, id, says } = await withPoll();
    expect(await says('ann', '/poll')).toContain('Це не голосування за проєкти');
    expect(await says('ann', '3')).toContain('враховано без імені');
    expect(await says('ann', `/poll ${id} 1`)).toContain('вже відповіли');
    expect(await says('ben', `/poll ${id} 3`)).toContain('враховано');
    expect(await all(world, 'tally')).toEqual([{ subject: `poll:${id}`, option: 3, n: 2 }]);
    expect(await world.desk.polls.show(id)).toMatchObject({ state: 'open', answers: 2, counts: null });
  });

  test('cannot be answered twice by somebody who links two chats after answering in both', async () => {
    const { world, id, says } = await withPoll();
    await says('ann', `/poll ${id} 1`);
    const code = /(\d{4} \d{4})/.exec(await says('ann', '/link'))?.[1] ?? '';
    await says('ben', `/link ${code}`);
    expect(await says('ben', `/poll ${id} 2`)).toContain('вже відповіли');
    expect(await all(world, 'turnout')).toHaveLength(1);
  });

  test('shows its counts to everybody once it is over and enough people answered', async () => {
    const { world, id, says } = await withPoll();
    for (const [index, name] of ['a', 'b', 'c', 'd', 'e'].entries())
      await says(name, `/poll ${id} ${index === 0 ? 1 : 3}`);
    await world.desk.polls.close(id, by);
    const text = await says('f', `/poll ${id} 2`);
    expect(text).toContain('— Увечері: 4 (80\u00a0%)');
    expect(text).toContain('Усього відповідей: 5.');
    expect(await world.desk.polls.show(id)).toMatchObject({ state: 'closed', counts: [1, 0, 4] });
  });

  test('that few answered never tells who said what', async () => {
    const { world, id, says } = await withPoll();
    await says('ann', `/poll ${id} 2`);
    await world.desk.polls.close(id, by);
    expect(await says('ben', '/poll')).toContain('надто мало');
    expect((await world.desk.polls.show(id))?.counts).toBeNull();
  });

  test.each([
    ['before it opens', { opensAt: kyiv('2026-10-21 12:00') }, 'Зараз опитувань немає'],
    ['of an answer that it has not', {}, 'Опитування думок'],
  ])('takes no answer %s', async (_, differs, words) => {
    const { world, id, says } = await withPoll(differs);
    expect(await says('ann', `/poll ${id} 9`)).toContain(words);
    expect(await all(world, 'tally')).toEqual([]);
  });

  test('of one contest is shown to who chose it or chose none', async () => {
    const { says } = await withPoll({ contest: 'kids' });
    await says('ann', '/contest city');
    expect(await says('ann', '/poll')).toContain('Зараз опитувань немає');
    expect(await says('ben', '/poll')).toContain('Коли вам зручно');
  });

  test.each([
    ['without a question', { question: ' ' }, 'poll.question'],
    ['with one answer', { options: ['Так', ' '] }, 'poll.options'],
    ['with the same answer twice', { options: ['Так', 'так'] }, 'poll.twice'],
    ['with seven answers', { options: [...'абвгдеє'] }, 'poll.options'],
    ['that ends before it begins', { closesAt: evening.opensAt - dayMs }, 'poll.order'],
  ])('%s is refused', async (_, differs, code) => {
    const world = openWorld();
    expect(await world.desk.polls.add({ ...evening, ...differs }, by)).toMatchObject({ code });
  });
});
