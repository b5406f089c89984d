/** One spelling for each telephone number and e-mail address, whichever way it comes in: form, API or file. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

const MAINLAND_MOBILE = /^1[3-9]\d{9}$/;
/** An office line with its extension: 0755-86013388-8001, 0755-86013388转8001. */
const EXTENSION = /^(0\d{2,3}[-\s]?\d{7,8})(?:-|转|ext\.?)\s?\d{1,6}$/i;
const SEPARATORS = /[\s().\-·‐-―]/g;

/**
 * E.164 ('+8613800138000'), or null when no such number can exist. Numbers without a country are Chinese. Most are
 * mainland mobiles and take the short way; the rest (landlines, other countries) are judged by libphonenumber, which
 * is about fifty times slower.
 */
export function normalizePhone(text: string): string | null {
  if (isPlainMobile(text)) return `+86${text}`;
  const compact = text.normalize('NFKC').trim().replace(EXTENSION, '$1').replace(SEPARATORS, '');
  const national = compact.replace(/^(\+86|0086|86(?=1\d{10}$))/, '');
  if (MAINLAND_MOBILE.test(national)) return `+86${national}`;
  const parsed = parsePhoneNumberFromString(compact.replace(/^00(?=[1-9])/, '+'), 'CN');
  return parsed?.isValid() ? parsed.number : null;
}

/** Eleven digits that are a mainland mobile. */
export const isPlainMobile = (text: string): boolean => text.length === 11 && MAINLAND_MOBILE.test(text);

/** One @, no blanks, a dot in the domain: what a mail server would at least try. */
const EMAIL = /^[^\s@<>,;"]{1,64}@[^\s@<>,;".]+(\.[^\s@<>,;".]+)+$/;

export function normalizeEmail(text: string): string | null {
  const address = text.normalize('NFKC').trim().toLowerCase();
  return address.length <= 200 && EMAIL.test(address) ? address : null;
}
