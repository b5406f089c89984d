/** Why a pair was suggested, as codes that the console, the command line and the API put into words. */
import type { Comparisons, LinkageModel } from '#analytics/record-linkage.ts';
import { fieldWeights } from '#analytics/record-linkage.ts';
import { IN_TOWN, linkageFields, type LinkageFieldCode } from './comparison.ts';

export type Reason = {
  code: ReasonCode;
  /** ln of how many times likelier this is of one person than of two: what speaks against is negative. */
  weight: number;
};

const AGREEMENTS = ['same', 'nearly', 'partly', 'different'] as const;
type Agreement = (typeof AGREEMENTS)[number];
type PlainField = Exclude<LinkageFieldCode, 'surname' | 'given' | 'nameOrder'>;
export type ReasonCode =
  | `${PlainField}.${Agreement}`
  | 'external.same'
  | 'wechat.same'
  | 'name.same'
  | 'name.sound'
  | 'name.turned'
  | 'name.similar'
  | 'name.part'
  | 'name.surname'
  | 'name.given'
  | 'name.different';

const NAME_FIELDS = new Set<LinkageFieldCode>(['surname', 'given', 'nameOrder']);

/** The name first, then whatever weighs most; what weighs next to nothing is left out. */
export function reasonsOf(model: LinkageModel, pairs: Comparisons, pair: number): Reason[] {
  const weights = fieldWeights(model, pairs, pair);
  const start = pair * linkageFields.length;
  const levelOf = (code: LinkageFieldCode) =>
    pairs.levels[start + linkageFields.findIndex((field) => field.code === code)] ?? -1;
  const name = nameReason(
    levelOf,
    linkageFields.reduce((sum, field, k) => sum + (NAME_FIELDS.has(field.code) ? weights[k]! : 0), 0),
  );
  const rest = linkageFields.flatMap((field, k): Reason[] => {
    const level = pairs.levels[start + k]!;
    if (NAME_FIELDS.has(field.code) || level < 0 || Math.abs(weights[k]!) < WORTH_SAYING) return [];
    return [
      {
        code: `${field.code as PlainField}.${agreementOf(field.code, level, field.levels)}`,
        weight: rounded(weights[k]!),
      },
    ];
  });
  return [...name, ...rest.toSorted((one, other) => other.weight - one.weight)];
}

const WORTH_SAYING = 0.4;

const rounded = (weight: number): number => Math.round(weight * 10) / 10;

/** The last level of a field is always "different"; within a town there are two. */
function agreementOf(code: LinkageFieldCode, level: number, levels: number): Agreement {
  if (code === 'postcode' && level === IN_TOWN.postcode - 1) return 'different';
  if (code === 'postcode' || code === 'province') {
    const within = level - IN_TOWN[code];
    if (within >= 0) return within === 0 ? 'same' : 'different';
    if (code === 'province') return level === 0 ? 'same' : 'different';
  }
  return level === levels - 1 ? 'different' : (AGREEMENTS[level] ?? 'partly');
}

function nameReason(levelOf: (code: LinkageFieldCode) => number, weight: number): Reason[] {
  const [surname, given, order] = [levelOf('surname'), levelOf('given'), levelOf('nameOrder')];
  if (surname < 0 && given < 0) return [];
  return [{ code: nameCode(surname, given, order), weight: rounded(weight) }];
}

function nameCode(surname: number, given: number, order: number): ReasonCode {
  if (given < 0) return surname <= 1 ? 'name.surname' : 'name.different';
  if (given >= 4 || surname >= 3) return 'name.different';
  if (surname < 0) return given <= 1 ? 'name.given' : 'name.part';
  if (order === 1) return 'name.turned';
  if (given === 0 && surname === 0) return 'name.same';
  if (given <= 1 && surname <= 1) return 'name.sound';
  return given === 2 ? 'name.part' : 'name.similar';
}
