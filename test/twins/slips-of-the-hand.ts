/** What happens to words between somebody's mouth and a table: the hand, the ear, the scanner. */
import type { Random } from '#analytics/random.ts';
import { pick, wholeBetween } from '#db/demo/chance.ts';

const ROWS = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/** The key beside it. */
function besides(random: Random, letter: string): string {
  const row = ROWS.find((keys) => letter !== '' && keys.includes(letter)) ?? 'etaoin';
  const place = row.indexOf(letter);
  return row.charAt(place + (place <= 0 || (place < row.length - 1 && random() < 0.5) ? 1 : -1));
}

/** A letter more, less, other, exchanged with the next, or a blank more or less. */
export function mistyped(random: Random, text: string): string {
  if (text === '') return text;
  const place = wholeBetween(random, 0, text.length - 1);
  const [head, letter, tail] = [text.slice(0, place), text.charAt(place), text.slice(place + 1)];
  const deed = wholeBetween(random, 0, 9);
  if (deed <= 1) return head + besides(random, letter) + letter + tail;
  if (deed <= 3) return head + tail;
  if (deed <= 5) return head + besides(random, letter) + tail;
  if (deed <= 7) return head + tail.slice(0, 1) + letter + tail.slice(1);
  if (text.includes(' ')) return text.replace(' ', '');
  return /^\d+$/.test(text) ? text : `${head} ${letter}${tail}`;
}

const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/ph/, 'f'],
  [/ck/, 'k'],
  [/c(?=[aou])/, 'k'],
  [/ie/, 'y'],
  [/ei/, 'ie'],
  [/y/, 'i'],
  [/ee/, 'ea'],
  [/ll/, 'l'],
  [/nn/, 'n'],
  [/tt/, 't'],
  [/ss/, 's'],
  [/(?<=[aeiou])h/, ''],
  [/z/, 's'],
  [/ou/, 'ow'],
  [/mac/, 'mc'],
  [/sch/, 'sh'],
  [/x/, 'ks'],
  [/e$/, ''],
];

/** One spelling for another of the same sound. */
export function heard(random: Random, text: string): string {
  const fitting = SOUNDS.filter(([sound]) => sound.test(text));
  if (fitting.length === 0) return text;
  const [sound, other] = pick(random, fitting);
  return text.replace(sound, other);
}

const SHAPES: readonly (readonly [string, string])[] = [
  ['l', '1'],
  ['o', '0'],
  ['s', '5'],
  ['b', '6'],
  ['g', '9'],
  ['m', 'rn'],
  ['w', 'vv'],
  ['d', 'cl'],
  ['i', 'l'],
  ['u', 'v'],
  ['e', 'c'],
  ['0', 'o'],
  ['1', 'l'],
  ['5', 's'],
  ['8', 'b'],
];

/** One shape for another. */
export function scanned(random: Random, text: string): string {
  const fitting = SHAPES.filter(([shape]) => text.includes(shape));
  if (fitting.length === 0) return text;
  const [shape, other] = pick(random, fitting);
  return text.replace(shape, other);
}
