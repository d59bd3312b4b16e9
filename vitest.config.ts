import { defineConfig } from 'vitest/config';

/** What touches the database: the suites of stores, jobs and use cases run on both engines. */
const onBothEngines = [
  'tests/db/**/*.test.ts',
  'tests/app/**/*.test.ts',
  'tests/jobs/**/*.test.ts',
  'tests/dialogs/**/*.test.ts',
];

/** Both engines at once: they need PostgreSQL. */
const aboutPostgres = ['tests/db/engines-*.test.ts', 'tests/jobs/{engines,many,away}.test.ts'];

/** Files on disk and their locks: SQLite’s own. */
const aboutFiles = ['tests/db/sqlite*.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'sqlite', include: ['tests/**/*.test.ts'], exclude: aboutPostgres } },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: onBothEngines,
          exclude: aboutFiles,
          globalSetup: ['tests/support/postgres-setup.ts'],
          env: { UCHAST_TEST_ENGINE: 'postgres' },
        },
      },
    ],
  },
});
