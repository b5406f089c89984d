/** Sentences and names in both languages. */
export type TwoTexts = { zh: string; en: string };

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Money as sentences say it: the symbol, major units, no small change. */
export function moneyIn(currency: string): (cents: number) => string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  const minor = 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2);
  const whole = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    maximumFractionDigits: 0,
  });
  return (cents) => whole.format(cents / minor);
}
