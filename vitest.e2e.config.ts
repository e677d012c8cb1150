import { defineConfig } from 'vitest/config';

/** The workbench as its users meet it: in a browser and in Electron. One at a time, each starts whole processes. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    allowOnly: false,
    env: { TZ: 'UTC' },
  },
});
