// Owns nothing but the list of tables that drizzle-kit turns into SQLite migrations.
import { sqliteKit } from './columns.ts';
import { tablesFor } from './tables.ts';

export const {
  person,
  address,
  conversation,
  inbox,
  consent,
  standing,
  optIn,
  suppression,
  broadcast,
  delivery,
  attempt,
  plan,
  planLine,
  stageDate,
  event,
  staff,
  signIn,
  session,
  audit,
  source,
  visit,
  question,
  gap,
  alarm,
  meta,
} = tablesFor(sqliteKit());
