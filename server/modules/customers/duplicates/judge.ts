/** Pairs of customers against the model: which are likely one, with score and reasons. */
import { posterior } from '#analytics/record-linkage.ts';
import { compare, comparisonTable, linkageFields, type ShareOf } from './comparison.ts';
import type { Person } from './person.ts';
import { reasonsOf, type Reason, type ReasonCode } from './reasons.ts';
import type { StoredModel } from './stored-model.ts';

/** Two customers as `a b`, the smaller first. */
export const pairName = (a: number, b: number): string => `${Math.min(a, b)} ${Math.max(a, b)}`;

export type JudgedCustomers = { a: number; b: number; probability: number; exact: boolean; reasons: Reason[] };

/** `clashing` are suggested whatever else speaks against: one claims an identifier of the other. */
export function judgePairs(
  stored: StoredModel,
  persons: ReadonlyMap<number, Person>,
  pairs: readonly (readonly [number, number])[],
  shareOf: ShareOf,
  threshold: number,
  clashing: Clashes = new Map(),
): JudgedCustomers[] {
  const table = comparisonTable(1);
  return pairs.flatMap(([a, b]): JudgedCustomers[] => {
    const [one, other] = [persons.get(a), persons.get(b)];
    const clash = clashing.get(pairName(a, b));
    if (!one || !other || (one.kind !== other.kind && !clash)) return [];
    compare(one, other, shareOf, table, 0);
    const probability = posterior(linkageFields, stored.model, table, 0).match;
    if (!(probability >= threshold) && !clash) return [];
    const reasons = reasonsOf(stored.model, table, 0);
    return [
      {
        a,
        b,
        probability: Math.max(probability, threshold),
        exact: clash !== undefined || shareContact(one, other),
        reasons: [...clashReasons(clash ?? [], reasons), ...reasons],
      },
    ];
  });
}

/** By pair, the kinds of identifiers that are claimed by one and belong to the other. */
export type Clashes = ReadonlyMap<string, readonly string[]>;

/** What the comparison of persons does not see: a number of some system, a WeChat id. */
function clashReasons(kinds: readonly string[], said: readonly Reason[]): Reason[] {
  const codes = new Set(
    kinds.map((kind) => (kind.startsWith('wechat') ? 'wechat.same' : `${kind}.same`) as ReasonCode),
  );
  return [...codes]
    .filter((code) => said.every((reason) => reason.code !== code))
    .map((code) => ({ code, weight: CLASH_WEIGHT }));
}

/** As much as an identity number that is equal: ln of about twenty thousand. */
const CLASH_WEIGHT = 10;

const shareContact = (one: Person, other: Person): boolean =>
  one.phones.some((phone) => other.phones.includes(phone)) || one.emails.some((email) => other.emails.includes(email));
