import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{analytics,server,shared,db,test,scripts,console}/**/*.test.ts'],
    globalSetup: ['test/server.setup.ts'],
    testTimeout: 240_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
