// Owns what tests of broadcasts begin with: the city's people, and something that one of them wrote.
import type { NewBroadcast } from '../../src/app/desk.ts';
import { hourMs } from '../../src/core/time.ts';
import { openWorld, type World, type WorldOptions } from '../support/harness.ts';

export const editor = 'olena@city.example';
export const approver = 'taras@city.example';
export const admin = 'admin@city.example';

/** A world with somebody of each role. */
export async function staffed(options: WorldOptions = {}): Promise<World> {
  const world = openWorld(options);
  for (const [email, role] of [
    [editor, 'editor'],
    [approver, 'approver'],
    [admin, 'admin'],
  ] as const)
    await world.desk.staff.add(email, role, 'cli');
  return world;
}

/** What an editor would write for everybody of МІСТО, an hour from now. */
export const draft = (world: World, differs: Partial<NewBroadcast> = {}): NewBroadcast => ({
  text: 'Завтра о 18:00 вебінар для авторів.',
  subject: null,
  at: world.clock.now() + hourMs,
  lastUsefulAt: null,
  audience: { contest: 'city' },
  channels: null,
  nature: 'official',
  by: editor,
  ...differs,
});

/** Keeps such a draft; throws its refusal. */
export async function created(world: World, differs: Partial<NewBroadcast> = {}) {
  const result = await world.desk.broadcasts.create(draft(world, differs));
  if (!result.ok) throw new Error(result.message);
  return result.value;
}
