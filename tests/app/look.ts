// Owns looking into an application's tables from its tests: what was said, to whom, and everything else as it is stored.
import { findAddress } from '../../db/people.ts';
import { reading } from '../../src/app/app.ts';
import { ledger } from '../db/rows.ts';
import type { World } from '../support/harness.ts';

/** The ledger with the text of each row, in the order in which the rows were made. */
export async function said(world: World) {
  return Object.values(await ledger(world)).map((row) => ({ ...row, text: row.body?.reply.text ?? '' }));
}

type Tables = World['app']['db']['tables'];

/** Every row of a table. */
export async function all<Name extends keyof Tables>(
  world: World,
  name: Name,
): Promise<Tables[Name]['$inferSelect'][]> {
  const { db } = world.app;
  return await db.read.select().from(db.tables[name] as Tables['meta']);
}

/** The address and its person; by default `ann` on telegram. */
export async function person(world: World, address = 'ann', channel = 'telegram') {
  return await findAddress(reading(world.app), channel, address);
}

/** The token of the last opt-in letter. */
export async function tokenOf(world: World): Promise<string> {
  const text = (await said(world)).filter((row) => row.channel === 'email').at(-1)?.text ?? '';
  return /\/confirm\/([\w-]+)/.exec(text)?.[1] ?? '';
}
