// Owns the list of benchmark groups by name, with the sizes that they run at.

import { expansion } from './expansion.ts';
import { limited } from './limited.ts';
import { withPeers } from './peers.ts';
import { planGroup } from './plan-group.ts';
import { sending } from './sending.ts';
import type { Table } from './table.ts';

export type Running = {
  /** An empty folder, removed afterwards. */
  folder: string;
  /** Milliseconds of the calibration loop in this run. */
  unit: number;
};

export const groups = {
  sending: ({ folder }: Running) =>
    withPeers((peers) => sending({ folder, peers, messages: 20_000, rounds: 3 })),
  limited: ({ folder }: Running) => withPeers((peers) => limited({ folder, peers, seconds: 60 })),
  expansion: (running: Running) => expansion({ ...running, people: 1_000_000, runs: 5, results: 200_000 }),
  plan: planGroup,
} satisfies Record<string, (running: Running) => Promise<Table[]>>;

export type Group = keyof typeof groups;

export function isGroup(name: string): name is Group {
  return name in groups;
}
