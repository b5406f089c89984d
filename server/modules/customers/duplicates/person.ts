/** What is known of somebody, brought to one spelling so that two of them can be compared thousands of times a second. */
import { normalizeEmail, normalizePhone } from '#platform/contacts.ts';
import { simplified } from '#platform/simplified.ts';
import { companyName, parseName, type Name } from './names.ts';

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
  /** Digits, year first. */
  birthday: string;
  nationalId: string;
  phones: readonly string[];
  emails: readonly string[];
  streetNumber: string;
  street: string;
  addressDetail: string;
  city: string;
  postcode: string;
  province: string;
  address: string;
  /** The numbers in the address: house, building, flat. */
  addressNumbers: string;
};

export function preparePerson(record: PersonRecord): Person {
  const city = place(record.city);
  const province = place(record.province);
  const address = addressOf(record.address, province, city);
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
    address,
    addressNumbers: (address.match(/[0-9]+/g) ?? []).join('-'),
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

const plain = (text: string | null | undefined): string =>
  text
    ? simplified(text.normalize('NFKC'))
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, ' ')
        .trim()
    : '';

/** 1985-7-20, 1985年7月20日 and 19850720 are one; what is no such date is compared digit by digit. */
function birthdayOf(text: string | null | undefined): string {
  if (!text) return '';
  const said = text.normalize('NFKC');
  const [, year, month, day] = /^\D*(\d{4})\D+(\d{1,2})\D+(\d{1,2})(?!\d)/.exec(said) ?? [];
  return year && month && day
    ? year + month.padStart(2, '0') + day.padStart(2, '0')
    : said.replace(/\D/g, '').slice(0, 8);
}

/** Also of numbers that no network would take: a wrong digit is what is looked for. */
function phoneDigits(text: string): string {
  const known = normalizePhone(text);
  return (known ?? text.normalize('NFKC')).replace(/\D/g, '').replace(/^(0086|86)(?=\d{10,})/, '');
}

const place = (text: string | null | undefined): string => plain(text).replace(/(?<=.)(省|市|自治区|特别行政区)$/, '');

const CHINESE_DIGITS = '零一二三四五六七八九';

/** Province and city in front are said elsewhere or left out; building and flat are written in many ways. */
function addressOf(text: string | null | undefined, province: string, city: string): string {
  let address = plain(text);
  for (const head of [province, city]) {
    if (head !== '' && address.startsWith(head)) address = address.slice(head.length).replace(/^(省|市)/, '');
  }
  return address
    .replace(/[零一二三四五六七八九](?=(栋|幢|号|单元|室|楼|座|期|弄))/g, (digit) =>
      String(CHINESE_DIGITS.indexOf(digit)),
    )
    .replace(/号楼|幢|座/g, '栋')
    .replace(/(?<=\d)(室|号)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
