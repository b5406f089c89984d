/** What somebody else changed while a form was open, among what the form is about to write. */
import type { updateCustomer } from '#modules/customers/contract.ts';
import type { BodyInput } from '#shared/endpoint.ts';
import type { CustomerPage } from './customer-reads.ts';

export type Change = BodyInput<typeof updateCustomer>;
type Known = Pick<CustomerPage, 'custom'> & Partial<CustomerPage>;

/** `field` is a field of the customer, or with `custom` the code of an added one. */
export type Parted = { field: string; custom: boolean; theirs: unknown };

/** Fields both changed, each to something else. What they changed alone stays as it is, since only changes are sent. */
export function changedMeanwhile(base: Known, now: Known, { custom = {}, ...own }: Change): Parted[] {
  return [...parted(base, now, own, false), ...parted(base.custom, now.custom, custom, true)];
}

function parted(base: object, now: object, change: object, custom: boolean): Parted[] {
  const [before, after] = [base, now] as Record<string, unknown>[];
  return Object.entries(change).flatMap(([field, mine]): Parted[] => {
    const theirs = after?.[field] ?? null;
    const touched = !isAlike(theirs, before?.[field] ?? null);
    return touched && !isAlike(theirs, mine ?? null) ? [{ field, custom, theirs }] : [];
  });
}

const isAlike = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
