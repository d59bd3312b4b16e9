// Owns `staff`: who may come in, and the operator's way back for who lost the second factor.
import type { StaffRole } from '../../db/tables.ts';
import type { StaffView } from '../app/staff/staff-desk.ts';
import {
  type Command,
  done,
  type Exit,
  type Given,
  option,
  refused,
  type Setting,
  wants,
  wrong,
} from './command.ts';

const staffRoles: readonly StaffRole[] = ['editor', 'approver', 'admin'];

/** `staff add|role EMAIL --role ROLE`, `staff list`, `staff disable|reset EMAIL`, all with `--by EMAIL` if it is known. */
export const staff: Command = async (setting, given) => {
  const [act, email] = given.words;
  if (act === 'list') return list(setting, given);
  if (!email) return wrong(setting, 'staff.usage');
  switch (act) {
    case 'add':
      return add(setting, given, email);
    case 'role':
      return changeRole(setting, given, email);
    case 'disable':
      return disable(setting, given, email);
    case 'reset':
      return reset(setting, given, email);
    default:
      return wrong(setting, 'staff.usage');
  }
};

const roleOf = (given: Given) => staffRoles.find((one) => one === option(given, 'role'));
const byOf = (given: Given) => option(given, 'by') ?? 'cli';

async function add(setting: Setting, given: Given, email: string): Promise<Exit> {
  const role = roleOf(given);
  if (!role) return wrong(setting, 'ask.field', { field: '--role' });
  const { desk } = await setting.open();
  const result = await desk.staff.add(email, role, byOf(given));
  if (!result.ok) return refused(result);
  return await tellLink(setting, given, {
    email: result.value.member.email,
    role,
    token: result.value.token,
  });
}

async function tellLink(
  setting: Setting,
  given: Given,
  { email, role, token }: { email: string; role: StaffRole; token: string },
): Promise<Exit> {
  const { app } = await setting.open();
  const link = `${app.publicUrl}/console/in/${token}`;
  if (wants(given, 'json')) setting.console.json({ email, role, link });
  setting.console.tell(setting.console.word('cli.staff.link', { email, link }));
  return done;
}

async function list(setting: Setting, given: Given): Promise<Exit> {
  const { desk } = await setting.open();
  const people = await desk.staff.people();
  const { console } = setting;
  if (wants(given, 'json')) console.json(people.map(({ id: _id, ...rest }) => rest));
  for (const person of people) console.tell(rowOf(setting, person));
  return done;
}

function rowOf(
  { console: { word } }: Setting,
  { email, role, disabledAt, sessions, secondFactor }: StaffView,
) {
  const factor = word(secondFactor ? 'cli.staff.yes' : 'cli.staff.no');
  const open = word('cli.staff.row.open', { sessions, factor });
  const state = disabledAt === null ? open : word('cli.staff.row.disabled');
  return word('cli.staff.row', { email, role, state });
}

/** The active person with this address, as people write it. */
async function personOf(setting: Setting, email: string): Promise<StaffView | null> {
  const { desk } = await setting.open();
  const plain = email.trim().toLowerCase();
  const people = await desk.staff.people();
  return people.find((one) => one.email === plain && one.disabledAt === null) ?? null;
}

async function changeRole(setting: Setting, given: Given, email: string): Promise<Exit> {
  const role = roleOf(given);
  if (!role) return wrong(setting, 'ask.field', { field: '--role' });
  const person = await personOf(setting, email);
  if (!person) return wrong(setting, 'refuse.staff.unknown', { email });
  const { desk } = await setting.open();
  const result = await desk.staff.changeRole(person.id, role, byOf(given));
  if (!result.ok) return refused(result);
  if (wants(given, 'json')) setting.console.json({ email: person.email, role });
  setting.console.tell(setting.console.word('cli.staff.changed', { email: person.email, role }));
  return done;
}

async function disable(setting: Setting, given: Given, email: string): Promise<Exit> {
  const person = await personOf(setting, email);
  if (!person) return wrong(setting, 'refuse.staff.unknown', { email });
  const { desk } = await setting.open();
  const result = await desk.staff.disable(person.id, byOf(given));
  if (!result.ok) return refused(result);
  if (wants(given, 'json')) setting.console.json({ email: person.email, disabled: true });
  setting.console.tell(setting.console.word('cli.staff.disabled', { email: person.email }));
  return done;
}

async function reset(setting: Setting, given: Given, email: string): Promise<Exit> {
  const { desk } = await setting.open();
  const result = await desk.staff.reset(email, byOf(given));
  if (!result.ok) return refused(result);
  const { member, token } = result.value;
  setting.console.tell(setting.console.word('cli.staff.reset', { email: member.email }));
  return await tellLink(setting, given, { email: member.email, role: member.role, token });
}
