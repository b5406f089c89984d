import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Property tests that look further take longer (`test/chance.ts`). */
const times = Number(process.env.LIUKE_TEST_RUNS ?? 1);

/** Where nothing has run yet, large files are taken for long ones. This one is neither short nor large, and would begin last. */
const LONG = path.resolve(import.meta.dirname, 'test/e2e/rooms.test.ts');

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => Number(b.moduleId === LONG) - Number(a.moduleId === LONG));
  }
}

export default defineConfig({
  resolve: { alias: [{ find: /^fast-check$/, replacement: path.resolve(import.meta.dirname, 'test/chance.ts') }] },
  test: {
    include: ['{analytics,server,shared,db,test,scripts,console}/**/*.test.ts'],
    globalSetup: ['test/server.setup.ts'],
    testTimeout: 240_000 * times,
    hookTimeout: 120_000,
    // Waiting ends when what is waited for is there; only a failure takes as long as this.
    expect: { poll: { timeout: 60_000 } },
    sequence: { sequencer: LongFirst },
    maxWorkers: 2,
  },
});
