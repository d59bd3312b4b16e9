// Owns who somebody of the staff is to the use cases: whoever acts is one.
import type { StaffRole } from '../../../db/tables.ts';

export type StaffMember = { id: string; email: string; role: StaffRole };
