/** How a Chinese name sounds, without tones: what is typed to search for it, and what homophones have in common. */
import { pinyin } from 'pinyin-pro';
import { simplified } from './simplified.ts';

/**
 * One syllable per character, `ü` as `v` (吕布 → lv bu), the first character read as a surname (曾 → zeng, 单 → shan).
 * Whatever is not Chinese stays together in lower case: 查理Wang → zha li wang. About 10 µs for a name.
 */
export function syllablesOf(name: string): string[] {
  return pinyin(simplified(name.normalize('NFKC')), {
    surname: 'head',
    toneType: 'none',
    type: 'array',
    v: true,
    nonZh: 'consecutive',
  })
    .flatMap((part) => part.toLowerCase().split(/[^\p{L}\p{N}]+/u))
    .filter((part) => part !== '');
}

/** The first letter of each syllable: 陈小红 → cxh. */
export const initialsOf = (name: string): string =>
  syllablesOf(name)
    .map((syllable) => String.fromCodePoint(syllable.codePointAt(0) ?? 0))
    .join('');
