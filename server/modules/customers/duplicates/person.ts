/** What is known of somebody, brought to one spelling so that two of them can be compared thousands of times a second. */
import { normalizeEmail, normalizePhone } from '#platform/contacts.ts';
import { parseAddress, type Address } from './address.ts';
import { birthdayOf } from './birthday.ts';
import { companyName, parseName, type Name } from './names.ts';
import { plain } from './plain.ts';

/** As a form, a file or a customer's record says it; everything may be missing. */
export type PersonRecord = {
  /** `company` is compared with companies only, by its whole name. */
  kind?: string | null;
  name?: string | null;
  givenName?: string | null;
  surname?: string | null;
  gender?: string | null;
  /** Year, month, day, however they are set apart. */
  birthday?: string | null;
  nationalId?: string | null;
  phones?: readonly string[];
  emails?: readonly string[];
  streetNumber?: string | null;
  street?: string | null;
  /** Flat, building, company: the second line of an address. */
  addressDetail?: string | null;
  city?: string | null;
  postcode?: string | null;
  province?: string | null;
  /** A whole address in one line. */
  address?: string | null;
};

export type Person = {
  kind: 'person' | 'company';
  name: Name;
  gender: string;
  /** Digits, year first; month and day alone where nobody says the year. */
  birthday: string;
  nationalId: string;
  /** Digits; a * for those that were made unreadable. */
  phones: readonly string[];
  emails: readonly string[];
  streetNumber: string;
  street: string;
  addressDetail: string;
  city: string;
  postcode: string;
  province: string;
  address: Address | null;
};

export function preparePerson(record: PersonRecord): Person {
  const city = place(record.city);
  const province = place(record.province);
  const address = parseAddress(record.address, province, city);
  const kind = COMPANY.has((record.kind ?? '').trim().toLowerCase()) ? 'company' : 'person';
  const name =
    kind === 'company'
      ? companyName(record.name ?? '')
      : parseName(record.name ?? '', record.givenName ?? '', record.surname ?? '');
  return {
    kind,
    name,
    gender: GENDERS[(record.gender ?? '').trim().toLowerCase()] ?? name.gender,
    birthday: birthdayOf(record.birthday),
    nationalId: plain(record.nationalId).replaceAll(' ', ''),
    phones: [...new Set((record.phones ?? []).map(phoneDigits).filter(Boolean))],
    emails: [...new Set((record.emails ?? []).map((email) => normalizeEmail(email) ?? '').filter(Boolean))],
    streetNumber: plain(record.streetNumber),
    street: plain(record.street),
    addressDetail: plain(record.addressDetail),
    city,
    postcode: plain(record.postcode).replaceAll(' ', ''),
    province,
    address: address.text === '' ? null : address,
  };
}

const COMPANY = new Set([
  'company',
  'business',
  'organisation',
  'organization',
  '企业',
  '公司',
  '单位',
  '机构',
  '企业客户',
]);

const GENDERS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['female', 'f', '女', '女士', '女性', 'woman'].map((word) => [word, 'female'])),
  ...Object.fromEntries(['male', 'm', '男', '先生', '男性', 'man'].map((word) => [word, 'male'])),
};

/** Also of numbers that no network would take: a wrong digit is what is looked for. 138****5678 as exports mask it. */
function phoneDigits(text: string): string {
  const known = normalizePhone(text);
  return (known ?? text.normalize('NFKC'))
    .replace(/[^\d*]/g, '')
    .replace(/\*+/g, '*')
    .replace(/^(0086|86)(?=[\d*]{8,})/, '');
}

const place = (text: string | null | undefined): string => plain(text).replace(/(?<=.)(省|市|自治区|特别行政区)$/, '');
