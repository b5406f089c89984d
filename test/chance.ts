/**
 * What tests get when they import fast-check (`vitest.config.ts`). Every run draws the same cases, so that no change is
 * refused for the luck of another. Whoever writes a property, or changes what one is about, looks further once:
 * `LIUKE_TEST_RUNS=20 npm test -- <path>` draws twenty times as many, other ones each time.
 */
import * as library from '../node_modules/fast-check/lib/fast-check.js';

const SEED = 20_261_126;
const times = Number(process.env.LIUKE_TEST_RUNS ?? 1);

type Wish = library.Parameters<unknown>;

const drawn = ({ seed = SEED, numRuns = 100, ...rest }: Wish): Wish =>
  times > 1 ? { ...rest, numRuns: numRuns * times } : { ...rest, numRuns, seed };

const assert = ((property: library.IRawProperty<unknown>, wish: Wish = {}) =>
  library.assert(property as library.IProperty<unknown>, drawn(wish))) as typeof library.assert;

export default { ...library, assert };
