/**
 * # How alike two spellings are
 *
 * Three measures for names and addresses written by people. All work on UTF-16 units, which for Chinese names are
 * characters (those beyond the basic plane count twice). Dice and edit distance are symmetric; Jaro pairs characters off
 * from the left and can differ by which text comes first where letters repeat.
 *
 * - `jaroSimilarity`: Jaro (1989), "Advances in record-linkage methodology as applied to matching the 1985 census of
 *   Tampa, Florida", JASA 84, 414–420. With m characters in common within half the longer length, and t of them out of
 *   order:
 *
 *       J = ⅓ · (m/|a| + m/|b| + (m − t/2)/m)                                                                  (1)
 *
 * - `jaroWinklerSimilarity`: Winkler (1990), "String comparator metrics and enhanced decision rules in the Fellegi–Sunter
 *   model of record linkage", ASA Section on Survey Research. Typing errors are rarer at the beginning, so up to four
 *   leading characters in common (ℓ) lift the value:
 *
 *       JW = J + ℓ · 0.1 · (1 − J)                                                                             (2)
 *
 * - `editDistance`: insertions, deletions, substitutions and exchanges of neighbours, no part of the text edited twice
 *   (Damerau 1964, CACM 7, 171–176; "optimal string alignment"). It is no metric: the triangle inequality can fail.
 *
 * - `diceSimilarity`: shared pairs of neighbouring characters, 2·|A ∩ B| / (|A| + |B|) as multisets (Dice 1945); for
 *   longer texts whose parts move about.
 *
 * Cost: (1), (2) O(|a|·|b|) at worst and about 0.3 µs for names; `editDistance` O(|a|·|b|), with `atMost` cut off early.
 */

const LONGEST = 256;
const takenA = new Uint8Array(LONGEST);
const takenB = new Uint8Array(LONGEST);

/** In [0, 1]; 1 for equal texts, 0 when nothing is in common or one is empty. Only the first 256 characters count. */
export function jaroSimilarity(a: string, b: string): number {
  if (a === b) return a === '' ? 0 : 1;
  const lengthA = Math.min(a.length, LONGEST);
  const lengthB = Math.min(b.length, LONGEST);
  if (lengthA === 0 || lengthB === 0) return 0;
  const reach = Math.max(0, (Math.max(lengthA, lengthB) >> 1) - 1);
  takenA.fill(0, 0, lengthA);
  takenB.fill(0, 0, lengthB);
  let common = 0;
  for (let i = 0; i < lengthA; i += 1) {
    const code = a.charCodeAt(i);
    const end = Math.min(lengthB, i + reach + 1);
    for (let j = Math.max(0, i - reach); j < end; j += 1) {
      if (takenB[j] === 1 || b.charCodeAt(j) !== code) continue;
      takenA[i] = 1;
      takenB[j] = 1;
      common += 1;
      break;
    }
  }
  if (common === 0) return 0;
  const halfTransposed = outOfOrder(a, b, lengthA) / 2;
  return (common / lengthA + common / lengthB + (common - halfTransposed) / common) / 3;
}

function outOfOrder(a: string, b: string, lengthA: number): number {
  let count = 0;
  let j = 0;
  for (let i = 0; i < lengthA; i += 1) {
    if (takenA[i] === 0) continue;
    while (takenB[j] === 0) j += 1;
    if (a.charCodeAt(i) !== b.charCodeAt(j)) count += 1;
    j += 1;
  }
  return count;
}

const LONGEST_PREFIX = 4;
const PREFIX_WEIGHT = 0.1;

/** In [0, 1], by (2). */
export function jaroWinklerSimilarity(a: string, b: string): number {
  const jaro = jaroSimilarity(a, b);
  let prefix = 0;
  while (prefix < LONGEST_PREFIX && prefix < a.length && a.charCodeAt(prefix) === b.charCodeAt(prefix)) prefix += 1;
  return jaro + prefix * PREFIX_WEIGHT * (1 - jaro);
}

/** How many edits make `b` of `a`; `atMost + 1` stands for "more than `atMost`". */
export function editDistance(a: string, b: string, atMost = Infinity): number {
  if (a === b) return 0;
  if (Math.abs(a.length - b.length) > atMost) return atMost + 1;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let edits = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (same ? 0 : 1));
      const exchanged =
        i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
      if (exchanged) edits = Math.min(edits, before[j - 2]! + 1);
      row.push(edits);
      least = Math.min(least, edits);
    }
    if (least > atMost) return atMost + 1;
    before = above;
    above = row;
  }
  return Math.min(above[b.length]!, atMost + 1);
}

/** In [0, 1]: by pairs of neighbouring characters; texts of one character have none and are alike only when equal. */
export function diceSimilarity(a: string, b: string): number {
  if (a === b) return a === '' ? 0 : 1;
  if (a.length < 2 || b.length < 2) return 0;
  const pairs = new Map<string, number>();
  for (let i = 0; i + 1 < a.length; i += 1) {
    const pair = a.slice(i, i + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  let common = 0;
  for (let i = 0; i + 1 < b.length; i += 1) {
    const left = pairs.get(b.slice(i, i + 2)) ?? 0;
    if (left === 0) continue;
    common += 1;
    pairs.set(b.slice(i, i + 2), left - 1);
  }
  return (2 * common) / (a.length + b.length - 2);
}
