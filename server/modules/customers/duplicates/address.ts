/**
 * Addresses in one line, as two hands write them: province, city and district in front, behind or left out; the house by
 * its road, its estate or both; building and flat as 3栋1单元1201室, 3号楼1-1201 or 3-1-1201. What stays is the words
 * and the numbers, so these are compared: numbers as a set, words by the pairs of characters that the shorter one has in
 * common with the longer.
 */
import { plain } from './plain.ts';

export type Address = {
  /** In one spelling. */
  text: string;
  /** Without numbers and without what only names a level (省, 市, 区). */
  words: string;
  numbers: readonly string[];
  /** Ends of the words before a number: roads, estates. Whatever stood in front of them. */
  places: readonly string[];
};

const NUMERALS = '零一二三四五六七八九';

export function parseAddress(text: string | null | undefined, province: string, city: string): Address {
  const said = withoutRegion(plain(text), province, city)
    .replace(/([一二三四五六七八九])?(十)?([一二三四五六七八九])?(?=(栋|幢|座|号|单元|室|楼|期|弄|层))/g, figures)
    .replace(/号楼|幢|座/g, '栋')
    .replace(/(?<=\d)(室|号|房|户)/g, ' ')
    .replace(/(?<=\d)(单元|楼|层)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return {
    text: said,
    words: said.replace(/[\d\s]+|(?<=\d\s*)栋/g, '').replace(REGION_WORDS, ''),
    numbers: said.match(/\d+/g) ?? [],
    places: placesIn(said),
  };
}

const REGION_WORDS = /(?<=\p{Script=Han}{2})(省|市|县|旗|镇|(?<!小|社|园)区)/gu;

/** What the columns beside it say already. */
function withoutRegion(text: string, province: string, city: string): string {
  let rest = text;
  for (const head of [province, city])
    if (head !== '' && rest.startsWith(head)) rest = rest.slice(head.length).replace(/^(省|市)/, '');
  return rest;
}

/** 十二栋 is 12栋. */
function figures(whole: string, tens: string | undefined, ten: string | undefined, ones: string | undefined): string {
  if (whole === '') return '';
  if (!ten) return whole.replace(/./g, (digit) => String(NUMERALS.indexOf(digit)));
  return String((tens ? NUMERALS.indexOf(tens) : 1) * 10 + (ones ? NUMERALS.indexOf(ones) : 0));
}

const REGION = /[^\d\s省市区县镇]{2,4}(省|市|县|镇|(?<!小|社|园)区)/g;

/** Of Chinese ones the last characters, since names of towns run into them; of others whole words. */
function placesIn(text: string): string[] {
  const found = text
    .replace(/[小社]区/g, '园')
    .replace(REGION, ' ')
    .split(/[\d\s]+/)
    .map((word) => (HAN.test(word) ? word.slice(-PLACE) : word))
    .filter((word) => word.length >= (HAN.test(word) ? 2 : 4));
  return [...new Set(found)].slice(0, MOST_PLACES);
}

const HAN = /\p{Script=Han}/u;
const PLACE = 3;
const MOST_PLACES = 4;

/** The same; the same house as far as both tell; one number other, or only words; another. */
export function addressLevel(a: Address, b: Address): number {
  if (a.text === b.text) return 0;
  const alike = shared(a.words, b.words);
  if (alike < ALIKE) return 3;
  const [few, many] = a.numbers.length <= b.numbers.length ? [a.numbers, b.numbers] : [b.numbers, a.numbers];
  if (few.length === 0) return 2;
  const missing = many.length === 0 ? few.length : few.filter((number) => !many.includes(number)).length;
  if (missing === 0 && few.some(telling)) return 1;
  return missing <= 1 ? 2 : 3;
}

const ALIKE = 0.55;

/** A flat or a house number; a 3 alone may be any building's. */
const telling = (number: string): boolean => number.length >= 2;

/** Share of the neighbouring pairs of characters of the shorter text that the longer has too. */
function shared(a: string, b: string): number {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length < 2) return long.includes(short) ? 1 : 0;
  let common = 0;
  for (let i = 0; i + 1 < short.length; i += 1) if (long.includes(short.slice(i, i + 2))) common += 1;
  return common / (short.length - 1);
}
