// Owns the tables as one set, for either engine. Ids are made by us, instants are milliseconds of the application's clock.
import type { Kit } from './columns.ts';
import { cityTables } from './tables-city.ts';
import { deskTables } from './tables-desk.ts';
import { laneTables } from './tables-lanes.ts';
import { lawTables } from './tables-law.ts';
import { ledgerTables } from './tables-ledger.ts';
import { mailTables } from './tables-mail.ts';
import { peopleTables } from './tables-people.ts';
import { staffTables } from './tables-staff.ts';
import { sumTables } from './tables-sums.ts';

export type { SeatState } from './tables-city.ts';
export type { QuestionContext, SourceTarget } from './tables-desk.ts';
export type { ErasedRows, ErasureWay } from './tables-law.ts';
export type { DeliveryBody } from './tables-ledger.ts';
export type { ReturnKind } from './tables-mail.ts';
export type { AddressState } from './tables-people.ts';
export type { EvidenceKind, LineChange, SignInWay, StaffRole, TaskState } from './tables-staff.ts';

export function tablesFor(kit: Kit) {
  return {
    ...peopleTables(kit),
    ...ledgerTables(kit),
    ...staffTables(kit),
    ...deskTables(kit),
    ...mailTables(kit),
    ...cityTables(kit),
    ...sumTables(kit),
    ...lawTables(kit),
    ...laneTables(kit),
  };
}

export type Tables = ReturnType<typeof tablesFor>;
