/**
 * # Blocking: pairs worth comparing, in near-linear time
 *
 * All n(n − 1)/2 pairs are too many. Each record gets keys (surname and postcode, the tail of its telephone number with
 * its name, …), and only records that share one are compared (Newcombe & Kennedy 1962; for a survey Christen 2012, "A
 * survey of indexing techniques for scalable record linkage and deduplication", IEEE TKDE 24(9)). Several keys per
 * record make up for errors in any one.
 *
 * Blocks of a common key grow with n, and their pairs with n². So a block of more than `mostPerBlock` records is not
 * compared whole: its members are put in order of their text and each is compared with the few that follow, the sorted
 * neighbourhood of Hernández & Stolfo (1995, SIGMOD). Pairs are thus at most
 *
 *     n · keys per record · max((mostPerBlock − 1)/2, neighbours)                                               (1)
 *
 * and far fewer in practice. Sorting makes it O(n log n) in time, 16 bytes per key and 8 per pair in memory.
 */

export type BlockingOptions = {
  readonly mostPerBlock?: number;
  readonly neighbours?: number;
};

const MOST_PER_BLOCK = 8;
const NEIGHBOURS = 1;

/**
 * Candidate pairs (a, b), a < b, each once, ordered by a then b. `keysOf` gives the keys of record i as whole numbers below 2^53;
 * `textOf` what the order inside a large block is by.
 */
export function candidatePairs(
  records: number,
  keysOf: (record: number) => readonly number[],
  textOf: (record: number) => string,
  { mostPerBlock = MOST_PER_BLOCK, neighbours = NEIGHBOURS }: BlockingOptions = {},
): { a: Uint32Array; b: Uint32Array } {
  const entries: number[] = [];
  const owners: number[] = [];
  for (let record = 0; record < records; record += 1) {
    for (const key of keysOf(record)) {
      entries.push(key);
      owners.push(record);
    }
  }
  const pairs: number[] = [];
  const pairUp = (one: number, two: number) => {
    if (one !== two) pairs.push(Math.min(one, two) * records + Math.max(one, two));
  };
  for (const members of blocks(Float64Array.from(entries), Uint32Array.from(owners))) {
    if (members.length <= mostPerBlock) {
      for (let i = 0; i < members.length; i += 1)
        for (let j = i + 1; j < members.length; j += 1) pairUp(members[i]!, members[j]!);
      continue;
    }
    const ordered = [...members].map((record) => ({ record, text: textOf(record) }));
    ordered.sort((x, y) => (x.text < y.text ? -1 : x.text > y.text ? 1 : x.record - y.record));
    for (let i = 0; i < ordered.length; i += 1)
      for (let j = i + 1; j <= Math.min(i + neighbours, ordered.length - 1); j += 1)
        pairUp(ordered[i]!.record, ordered[j]!.record);
  }
  return distinctPairs(Float64Array.from(pairs).sort(), records);
}

/** Records that share a key, key by key; keys of one record alone are left out. */
function* blocks(keys: Float64Array, owners: Uint32Array): Generator<Uint32Array> {
  const order = Uint32Array.from(keys.keys()).sort((x, y) => keys[x]! - keys[y]! || owners[x]! - owners[y]!);
  for (let from = 0; from < order.length;) {
    const key = keys[order[from]!]!;
    let to = from + 1;
    while (to < order.length && keys[order[to]!] === key) to += 1;
    if (to - from > 1) yield order.subarray(from, to).map((entry) => owners[entry]!);
    from = to;
  }
}

function distinctPairs(sorted: Float64Array, records: number): { a: Uint32Array; b: Uint32Array } {
  let count = 0;
  for (let i = 0; i < sorted.length; i += 1) if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[count++] = sorted[i]!;
  const a = new Uint32Array(count);
  const b = new Uint32Array(count);
  for (let i = 0; i < count; i += 1) {
    a[i] = Math.floor(sorted[i]! / records);
    b[i] = sorted[i]! % records;
  }
  return { a, b };
}

/** Keys are whole numbers below 2^52, so that two of them are added exactly. */
const KEYS = 2 ** 52;

/** A key from words, by two FNV-1a hashes: of a million different keys about one in 10⁴ runs meets another by accident. */
export function keyOf(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
  }
  low ^= low >>> 15;
  high = Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  high ^= high >>> 16;
  return (high & 0xfffff) * 4_294_967_296 + (low >>> 0);
}

/** The key of two facts together, whichever comes first. */
export const joinKeys = (one: number, other: number): number => (one + other) % KEYS;
