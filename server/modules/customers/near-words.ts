/**
 * Words that differ by one slip (a letter too much, too few, another one, or two swapped) share a spelling once each has
 * one character left out. So finding them is a handful of exact look-ups, whatever the number of words: trigrams of a name
 * as short as most would have to look at every tenth customer. Pure.
 */

/** Shorter words have too many neighbours to be worth it. */
const SHORTEST = 4;
/** A Chinese character tells as much as three letters. */
const SHORTEST_CHINESE = 3;
const LONGEST = 40;

export type WordKind = 'spelled' | 'written' | 'mail';

/** Hashes of the word and of everything it is with one character left out; none where it is too short or too long. */
export function nearHashes(kind: WordKind, word: string): number[] {
  const characters = Array.from(word);
  const shortest = kind === 'written' ? SHORTEST_CHINESE : SHORTEST;
  if (characters.length < shortest || characters.length > LONGEST) return [];
  const shorter = characters.map((_, n) => characters.toSpliced(n, 1).join(''));
  return [...new Set([word, ...shorter].map((text) => hash(`${kind} ${text}`)))];
}

/** FNV-1a over UTF-16 units, as a signed 32-bit integer. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let n = 0; n < text.length; n += 1) state = Math.imul(state ^ text.charCodeAt(n), 0x01000193);
  return state | 0;
}

/** Whether one slip makes one word of the other. */
export function isOneSlip(a: string, b: string): boolean {
  const [short, long] = [Array.from(a), Array.from(b)].toSorted((x, y) => x.length - y.length) as [string[], string[]];
  if (long.length - short.length > 1) return false;
  let from = 0;
  while (from < short.length && short[from] === long[from]) from += 1;
  const rest = (word: string[], skip: number) => word.slice(from + skip).join('');
  if (short.length < long.length) return rest(short, 0) === rest(long, 1);
  const swapped = short[from] === long[from + 1] && short[from + 1] === long[from];
  return rest(short, 1) === rest(long, 1) || (swapped && rest(short, 2) === rest(long, 2));
}
