/**
 * The names of fields and of their choices, for sentences made on the server. They are kept once, where the console
 * reads them: a field that lists can show has a name, because a test finds missing ones.
 */
import enCustomers from '../console/src/locales/en/customers.json' with { type: 'json' };
import enFields from '../console/src/locales/en/fields.json' with { type: 'json' };
import enTerms from '../console/src/locales/en/terms.json' with { type: 'json' };
import zhCustomers from '../console/src/locales/zh-CN/customers.json' with { type: 'json' };
import zhFields from '../console/src/locales/zh-CN/fields.json' with { type: 'json' };
import zhTerms from '../console/src/locales/zh-CN/terms.json' with { type: 'json' };
import type { Words } from '#platform/segment-rules.ts';

/** `customers.gender`; a field nobody named keeps its code. */
export const fieldWords = (code: string): Words => ({
  zh: textAt(zhFields, code.split('.')) ?? code,
  en: textAt(enFields, code.split('.')) ?? code,
});

/** Fields of which some values are widely used codes. */
const CHANNELS = new Set(['orders.channel', 'customers.channel']);

/** `customers.gender`, `female`; kinds of dates are named where their pages read them. */
export function choiceWords(code: string, value: string): Words {
  if (code === 'customers.date_kind')
    return {
      zh: textAt(zhCustomers, ['date_kind', value]) ?? value,
      en: textAt(enCustomers, ['date_kind', value]) ?? value,
    };
  const place = CHANNELS.has(code) ? ['channel', value.toLowerCase()] : ['choice', ...code.split('.'), value];
  return { zh: textAt(zhTerms, place) ?? value, en: textAt(enTerms, place) ?? value };
}

function textAt(texts: unknown, place: readonly string[]): string | null {
  let at = texts;
  for (const step of place) at = (at as Record<string, unknown> | undefined)?.[step];
  return typeof at === 'string' ? at : null;
}
