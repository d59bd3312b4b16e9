// Owns the list of benchmark groups by name, with the sizes that they run at.
import { consolePages } from './console.ts';
import { engines } from './engines.ts';
import { expansion } from './expansion.ts';
import { importing } from './import.ts';
import { inbound } from './inbound.ts';
import { limited } from './limited.ts';
import { mail } from './mail.ts';
import { withPeers } from './peers.ts';
import { planGroup } from './plan-group.ts';
import { scale } from './scale.ts';
import { sending } from './sending.ts';
import { starting } from './starting.ts';
import type { Table } from './table.ts';
import { understanding } from './understanding.ts';
import { viber } from './viber.ts';

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
  viber: ({ folder }: Running) => viber({ folder, people: 100_000 }),
  inbound: ({ folder }: Running) => inbound({ folder, seconds: 3, rounds: 3 }),
  starting: ({ folder }: Running) => starting({ folder, rounds: 5 }),
  mail: ({ folder }: Running) => mail({ folder, messages: 3_000, rounds: 3 }),
  import: (running: Running) => importing({ ...running, rows: 100_000, rounds: 3 }),
  plan: planGroup,
  console: (running: Running) =>
    consolePages({ ...running, people: 100_000, deliveries: 1_000_000, rounds: 31 }),
  scale: ({ folder }: Running) => scale({ folder, people: 100_000, idleSeconds: 60 }),
  engines: ({ folder }: Running) => engines({ folder, turns: 100, rounds: 3 }),
  understanding: ({ folder }: Running) => understanding({ folder, asks: 6_000, rounds: 3 }),
} satisfies Record<string, (running: Running) => Promise<Table[]>>;

export type Group = keyof typeof groups;

export function isGroup(name: string): name is Group {
  return name in groups;
}
