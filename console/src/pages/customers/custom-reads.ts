/** The fields this business has added, in their order and sections. */
import { listCustomFields, type CustomField } from '#modules/customers/custom-contract.ts';
import { read } from '../../query.ts';

export const customRead = read(listCustomFields);

/** Fields by their section, the nameless section first, archived ones left out. */
export function sectionsOf(fields: readonly CustomField[]): [section: string, fields: CustomField[]][] {
  const open = fields.filter((field) => !field.archived);
  return [...Map.groupBy(open, (field) => field.section)].toSorted(([a], [b]) => Number(a !== '') - Number(b !== ''));
}
