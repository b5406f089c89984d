/** Pairs of customers against the model: which are likely one, with score and reasons. */
import { posterior } from '#analytics/record-linkage.ts';
import { compare, comparisonTable, linkageFields, type ShareOf } from './comparison.ts';
import type { Person } from './person.ts';
import { reasonsOf, type Reason } from './reasons.ts';
import type { StoredModel } from './stored-model.ts';

export type JudgedCustomers = { a: number; b: number; probability: number; exact: boolean; reasons: Reason[] };

export function judgePairs(
  stored: StoredModel,
  persons: ReadonlyMap<number, Person>,
  pairs: readonly (readonly [number, number])[],
  shareOf: ShareOf,
  threshold: number,
): JudgedCustomers[] {
  const table = comparisonTable(1);
  return pairs.flatMap(([a, b]): JudgedCustomers[] => {
    const [one, other] = [persons.get(a), persons.get(b)];
    if (!one || !other || one.kind !== other.kind) return [];
    compare(one, other, shareOf, table, 0);
    const probability = posterior(linkageFields, stored.model, table, 0).match;
    if (!(probability >= threshold)) return [];
    return [{ a, b, probability, exact: shareContact(one, other), reasons: reasonsOf(stored.model, table, 0) }];
  });
}

const shareContact = (one: Person, other: Person): boolean =>
  one.phones.some((phone) => other.phones.includes(phone)) || one.emails.some((email) => other.emails.includes(email));
