// Owns the one PostgreSQL of a test run: started before the tests that need it, with a migrated database to copy, and ended.
import type { TestProject } from 'vitest/node';
import { migratePostgres } from '../../db/postgres.ts';
import { startPostgres } from './postgres.ts';
import './world-database.ts';

/** Nothing here must outlive the run, so nothing waits for the disk. */
const settings = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '200',
  shared_buffers: '64MB',
  autovacuum: 'off',
  jit: 'off',
};

/** Where PostgreSQL can't be started, the tests that need it fail with the reason. */
// biome-ignore lint/style/noDefaultExport: the test runner asks for one.
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const started = await startPostgres(settings);
  if (typeof started === 'string') {
    project.provide('postgres', { problem: started });
    return async () => undefined;
  }
  await migratePostgres(started.url);
  project.provide('postgres', { url: started.url });
  return started.stop;
}
