/** Two names: the levels of surname, given name, and of which stands first. */
import { jaroWinklerSimilarity } from '#analytics/string-similarity.ts';
import { isShortFor } from './given-forms.ts';
import { costOf, NOTHING } from './levels.ts';
import { asHeard, isSurnameHeard, type Name } from './names.ts';

export type PutName = (field: 'surname' | 'given' | 'nameOrder', level: number, equal?: string) => void;

/** Surname and given name change places now and then, in columns or in one line. */
export function compareNames(x: Name, y: Name, put: PutName): void {
  if (x.script === 'none' || y.script === 'none') return;
  if (x.script === 'nickname' || y.script === 'nickname') return compareNicknames(x, y, put);
  if (x.script !== y.script) return compareScripts(x, y, put);
  const level = NAME_LEVELS[x.script];
  const parts = (one: 'surname' | 'given', other: 'surname' | 'given') =>
    x[one] === '' || y[other] === ''
      ? NOTHING
      : x[one] === y[other]
        ? 0
        : level(x[one], y[other], x[`${one}Sound`], y[`${other}Sound`]);
  const straight = [parts('surname', 'surname'), parts('given', 'given')];
  const crossed = [parts('surname', 'given'), parts('given', 'surname')];
  const turned = costOf(crossed) + 1 < costOf(straight);
  if (!turned && straight.some((found) => found > 1 || found < 0) && isTurned(x, y)) {
    put('surname', 1);
    put('given', 1);
    put('nameOrder', 1);
    return;
  }
  const [surname = NOTHING, given = NOTHING] =
    isGivenNameOf(x, y) || isGivenNameOf(y, x) ? [NOTHING, 0] : turned ? crossed : straight;
  put('surname', SURNAME_LEVEL[surname] ?? NOTHING, turned ? y.given : x.surname);
  put('given', given, x.given);
  if (surname >= 0 && given >= 0) put('nameOrder', turned ? 1 : 0);
}

/** 小李明 for 李小明, 伟张 for 张伟: the same syllables in another order, wherever the surname was looked for. */
const isTurned = (x: Name, y: Name): boolean => x.letters === y.letters && x.letters.length >= FEWEST_LETTERS;
const FEWEST_LETTERS = 4;

/** People call themselves something else tomorrow: another nickname says nothing. */
function compareNicknames(x: Name, y: Name, put: PutName): void {
  if (x.script !== y.script) return;
  if (x.given === y.given) put('given', 0, x.given);
  else if (x.letters === y.letters) put('given', 1);
}

/** Of two companies with different numbers in their names neither is misspelt. */
function companyLevel(a: string, b: string): number {
  const [numbersA, numbersB] = [a, b].map((name) => name.replace(/\D+/g, ' '));
  return numbersA === numbersB ? latinLevel(a, b) : 4;
}

const NAME_LEVELS = { han: hanLevel, latin: latinLevel, company: companyLevel };

/** 文斌 may be 陈文斌 without the surname, though 文 is a surname too. */
const isGivenNameOf = (whole: Name, name: Name): boolean =>
  whole.script === 'han' && whole.surname !== '' && name.surname !== '' && whole.surname + whole.given === name.given;

/** A surname has so few characters that part of it is no sign of anything. */
const SURNAME_LEVEL = [0, 1, 2, 2, 3];

const inOrder = (text: string): string => Array.from(text).toSorted().join('');

/** Same sound or the same characters in another order; one within the other; a character in common; nothing. */
function hanLevel(a: string, b: string, soundA: string, soundB: string): number {
  if (soundA === soundB) return 1;
  if (a.length === b.length && a.length > 1 && inOrder(a) === inOrder(b)) return 1;
  if (a.length !== b.length) return a.includes(b) || b.includes(a) ? 2 : 4;
  return a.length > 1 && Array.from(a).some((character, place) => b.charAt(place) === character) ? 3 : 4;
}

/** A letter or so; one shortened to the other (Alex, Alexander; Bill, William; an initial); alike; nothing. */
function latinLevel(a: string, b: string): number {
  const similarity = jaroWinklerSimilarity(a, b);
  if (similarity >= 0.92) return 1;
  if (a.startsWith(b) || b.startsWith(a) || isShortFor(a, b)) return 2;
  return similarity >= 0.8 ? 3 : 4;
}

/** Zhang Wei and 张伟: by sound. A name of one's own choosing (Amy) says nothing, the surname after it (Amy Zhang) does. */
function compareScripts(x: Name, y: Name, put: PutName): void {
  if (x.script === 'company' || y.script === 'company') return;
  const [han, latin] = x.script === 'han' ? [x, y] : [y, x];
  const given = asHeard(han.givenSound);
  const surname = asHeard(han.surnameSound);
  const all = asHeard(latin.given + latin.surname);
  const turned = asHeard(latin.surname + latin.given);
  if (given !== '' && [surname + given, given + surname].some((text) => text === all || text === turned)) {
    put('surname', 1);
    put('given', 1);
    return;
  }
  if (surname === '' || latin.given === '') return;
  const heard = [latin.surname, latin.given].map(asHeard);
  if (heard.includes(surname)) put('surname', 1);
  else if (isSurnameHeard(heard[0] ?? '')) put('surname', 3);
}
