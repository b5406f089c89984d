/** Which columns of a file tell who somebody is: the headers of customer files, and those of other lists of persons. */
import { labelOf } from '#modules/ingest/index.ts';
import { customerImportFields } from '../importer-fields.ts';
import type { PersonRecord } from './person.ts';

export type PersonField = Exclude<keyof PersonRecord, 'phones' | 'emails'> | 'phone' | 'email' | 'recordId';

const imported = (code: string): readonly string[] =>
  customerImportFields.find((field) => field.code === code)?.synonyms ?? [];

export const PERSON_HEADERS: Readonly<Record<PersonField, readonly string[]>> = {
  recordId: ['rec_id', 'record id', '记录号', ...imported('externalId')],
  givenName: ['given_name', 'first name', 'forename', 'fname', '名'],
  surname: ['surname', 'last name', 'family name', 'lname', '姓', '姓氏'],
  name: imported('name'),
  kind: imported('kind'),
  gender: imported('gender'),
  birthday: ['date_of_birth', ...imported('birthday')],
  nationalId: [
    'soc_sec_id',
    'ssn',
    'social security number',
    'national id',
    'id number',
    '身份证号',
    '身份证',
    '证件号',
    '证件号码',
  ],
  phone: [...imported('phone'), '手机2', '备用手机', '座机', 'phone2', 'work phone', 'home phone'],
  email: imported('email'),
  streetNumber: ['street_number', 'house number', '门牌号'],
  street: ['address_1', 'street name', 'address line 1', 'address1'],
  addressDetail: ['address_2', 'address line 2', 'address2'],
  city: ['suburb', ...imported('city')],
  postcode: ['postcode', 'postal code', 'zip', 'zip code', '邮编', '邮政编码'],
  province: imported('province'),
  address: imported('address'),
};

export const PERSON_FIELDS = Object.keys(PERSON_HEADERS) as PersonField[];

export const KNOWN_HEADERS: readonly string[] = Object.values(PERSON_HEADERS).flat();

/** The field of each column, or null. Telephones and e-mails may have several columns, everything else has its best. */
export function fieldsOfColumns(
  names: readonly string[],
  mapping: Readonly<Record<string, PersonField>>,
  without: ReadonlySet<string>,
): (PersonField | null)[] {
  const chosen = new Map(Object.entries(mapping).map(([name, field]) => [labelOf(name), field]));
  const best = new Map<PersonField, { column: number; rank: number }>();
  const found = names.map((name, column): PersonField | null => {
    const label = labelOf(name);
    const field = chosen.get(label) ?? fieldOf(label);
    if (!field || without.has(label) || without.has(labelOf(field))) return null;
    const rank = chosen.has(label) ? -1 : PERSON_HEADERS[field].findIndex((header) => labelOf(header) === label);
    if (rank < (best.get(field)?.rank ?? Infinity)) best.set(field, { column, rank });
    return field;
  });
  return found.map((field, column) =>
    field === null || field === 'phone' || field === 'email' || best.get(field)?.column === column ? field : null,
  );
}

/** 电话2 is one more telephone, whatever its number. */
function fieldOf(label: string): PersonField | undefined {
  const known = (text: string) => PERSON_FIELDS.find((code) => PERSON_HEADERS[code].some((h) => labelOf(h) === text));
  const numbered = known(label.replace(/\d+$/, ''));
  return known(label) ?? (numbered === 'phone' || numbered === 'email' ? numbered : undefined);
}

const BETWEEN = /[;；,，、|/]/;

export function recordOf(
  cells: readonly string[],
  fields: readonly (PersonField | null)[],
): PersonRecord & { recordId?: string } {
  const record: Record<string, string> = {};
  const several = { phone: [] as string[], email: [] as string[] };
  for (const [column, field] of fields.entries()) {
    const cell = (cells[column] ?? '').trim();
    if (field === null || cell === '') continue;
    if (field === 'phone' || field === 'email') several[field].push(...cell.split(BETWEEN).filter(Boolean));
    else record[field] = cell;
  }
  return { ...record, phones: several.phone, emails: several.email };
}
