// Owns the proof that what staff write over letters to themselves, the confirmation of an address and the button under
// every message is said wherever the files' words were, and that no letter loses what it is sent for.
import { beforeEach, describe, expect, test } from 'vitest';
import { currentContent, reading, writing } from '../../src/app/app.ts';
import { reconcile } from '../../src/app/plan/reconcile.ts';
import { staffLetter } from '../../src/app/staff/staff-letters.ts';
import { requestByForm } from '../../src/app/talk/opt-in-form.ts';
import { fieldsOf } from '../../src/app/texts/text-fields.ts';
import { everyText, type TextName } from '../../src/app/texts/text-words.ts';
import { checkContent } from '../../src/content.ts';
import { isToStaff, letterPlaces, neededLetters } from '../../src/core/letter-places.ts';
import { textOf } from '../../src/core/revision.ts';
import { hourMs } from '../../src/core/time.ts';
import { openWorld, realContent, type World } from '../support/harness.ts';
import { created } from './broadcasting.ts';

const author = 'author@city.example';
const approver = 'approver@city.example';
let world: World;

beforeEach(async () => {
  world = openWorld();
  await world.desk.staff.add(author, 'approver', 'test');
  await world.desk.staff.add(approver, 'approver', 'test');
});

const letter = (key: string): TextName => ({ kind: 'letter', key });
const valuesWith = async (name: TextName, change: Record<string, string>) => {
  const fields = fieldsOf(name.kind, textOf(await currentContent(world.app), name));
  return { ...Object.fromEntries(fields.map((field) => [field.name, field.value])), ...change };
};
const propose = async (name: TextName, change: Record<string, string>) =>
  await world.desk.library.propose({ ...name, values: await valuesWith(name, change) }, author);
const publish = async (name: TextName, change: Record<string, string>) => {
  const sent = await propose(name, change);
  if (!sent.ok) throw new Error(sent.message);
  expect(await world.desk.texts.approve(sent.value.id, approver)).toMatchObject({ ok: true });
};
const view = () => ({
  at: world.clock.now(),
  contest: 'city' as const,
  stage: null,
  role: 'voter' as const,
  channel: 'email',
});
const lettersTo = async (to: string) => {
  const { t, s } = reading(world.app);
  const rows = await s.select().from(t.delivery).orderBy(t.delivery.createdAt, t.delivery.id);
  return rows.flatMap(({ body }) => (body?.to === to ? [body] : []));
};

describe('letters that the program sends', () => {
  test('are all there to be changed, those to staff too', async () => {
    const keys = new Set(
      everyText(realContent()).flatMap(({ kind, key }) => (kind === 'letter' ? [key] : [])),
    );
    expect(neededLetters.filter((key) => !keys.has(key))).toEqual([]);
    expect(neededLetters.filter(isToStaff)).toContain('task.late');
  });

  test.each(neededLetters)('%s says what was written over it, with its places filled', async (key) => {
    const { must, may } = letterPlaces(key);
    const text = `Нові слова. ${must.map((name) => `{${name}}`).join(' ')}`;
    await publish(letter(key), { letter: text });
    const values = Object.fromEntries([...must, ...may].map((name) => [name, `<${name}>`]));
    const said = await staffLetter(reading(world.app), world.app, { name: key, values });
    expect(said.text).toBe(`Нові слова. ${must.map((name) => `<${name}>`).join(' ')}`.trim());
  });

  test('of the sign-in reaches who asks for a link', async () => {
    await publish(letter('signin'), { subject: 'Ваш вхід', letter: 'Заходьте: {signinUrl}' });
    await world.desk.staff.requestSignIn(author);
    expect((await lettersTo(author)).at(-1)).toMatchObject({
      letter: { subject: 'Ваш вхід' },
      reply: { text: expect.stringMatching(/^Заходьте: http\S+\/console\/in\/\S+$/) },
    });
  });

  test.each([
    ['signin', '{signinUrl}'],
    ['optin', '{confirmUrl}'],
    ['approval', '{what}'],
    ['question.answered', '{answer}'],
    ['task.late', '{what}'],
  ])('%s cannot lose %s', async (key, place) => {
    const draft = { ...letter(key), values: await valuesWith(letter(key), { letter: 'Без нічого.' }) };
    const look = await world.desk.library.look(draft, view());
    expect(look?.findings).toContainEqual(
      expect.objectContaining({ level: 'error', code: 'lacks', values: { name: place } }),
    );
    expect(look?.ready).toBe(false);
    expect(await world.desk.library.propose(draft, author)).toMatchObject({ ok: false });
  });

  test('have no place that nobody fills in them, and a subject where they had one', async () => {
    const strange = { letter: 'Слова {event.title} {signinUrl}' };
    expect(await propose(letter('signin'), strange)).toMatchObject({ ok: false });
    expect(await propose(letter('signin'), { subject: ' ' })).toMatchObject({ code: 'text.fields' });
  });

  test('are missed by the check where a city’s file lacks one', () => {
    const { signin: _, ...letters } = realContent().letters;
    expect(checkContent({ ...realContent(), letters })).toContainEqual(
      expect.objectContaining({ level: 'error', file: 'letters.yaml', field: 'signin' }),
    );
  });
});

test('the page’s form asks for consent in the words that staff wrote', async () => {
  await publish({ kind: 'phrase', key: 'consent.email' }, { phrase: 'Згода словами міста: {scope}.' });
  await writing(world.app, (at) =>
    requestByForm(at, world.app, { address: 'olena@example.com', contest: 'city' }),
  );
  const { t, s } = reading(world.app);
  expect((await s.select().from(t.optIn)).map(({ wording }) => wording)).toEqual([
    expect.stringContaining('Згода словами міста'),
  ]);
});

test('the button under every message is called as staff called it, wherever it is shown and sent', async () => {
  await publish({ kind: 'phrase', key: 'button.why' }, { phrase: 'Звідки це?' });
  await world.hear({ kind: 'text', text: '/subscribe city voter' });
  const at = world.clock.now() + hourMs;
  const { id } = await created(world, { by: author, channels: ['telegram'], at });
  expect((await world.desk.broadcasts.show(id))?.looks[0]?.parts[0]?.choices).toMatchObject([
    { label: 'Звідки це?' },
  ]);
  expect(await world.desk.broadcasts.act(id, 'approve', approver)).toMatchObject({ ok: true });
  world.clock.pass(hourMs);
  await reconcile(world.app);
  await world.send('telegram', 2);
  expect(world.channel('telegram').parcels.at(-1)?.reply.choices).toMatchObject([{ label: 'Звідки це?' }]);
});
