import { defineConfig } from 'vitest/config';

/**
 * `fast` needs no database, no socket and no process of its own, and holds nothing between two tests, so its files share what they have
 * loaded; `whole` is everything else.
 */
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'fast',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.db.test.ts', 'test/**/*.wire.test.ts', 'test/stories/**'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'whole',
          include: ['test/**/*.db.test.ts', 'test/**/*.wire.test.ts', 'test/stories/**/*.test.ts'],
          globalSetup: ['test/fixtures/database-template.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // A test ends long before the embedded database would be any faster for having been compiled twice.
          execArgv: ['--liftoff-only'],
        },
      },
    ],
  },
});
