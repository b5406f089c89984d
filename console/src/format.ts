/** Numbers, money, dates and spans in the reader's language, the organisation's currency and its time zone. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrganisation } from './session.ts';

export type Format = ReturnType<typeof makeFormat>;

export function useFormat(): Format {
  const { i18n } = useTranslation();
  const { currency, timeZone } = useOrganisation();
  return useMemo(() => makeFormat(i18n.language, currency, timeZone), [i18n.language, currency, timeZone]);
}

export function makeFormat(language: string, currency: string, timeZone: string) {
  const symbol = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const;
  const money = new Intl.NumberFormat(language, symbol);
  const minorPerUnit = 10 ** (money.resolvedOptions().maximumFractionDigits ?? 2);
  const round = new Intl.NumberFormat(language, { ...symbol, maximumFractionDigits: 0 });
  const short = new Intl.NumberFormat(language, { ...symbol, notation: 'compact', maximumSignificantDigits: 3 });
  const grand = new Intl.NumberFormat(language, { ...symbol, notation: 'compact', maximumSignificantDigits: 5 });
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const compact = new Intl.NumberFormat(language, { notation: 'compact', maximumSignificantDigits: 3 });
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  // 2026/11/22, and 22 Nov 2026: in digits alone English readers would not agree which is the month.
  const chinese = language.startsWith('zh');
  const region = chinese ? language : 'en-GB';
  const dayOf = { year: 'numeric', month: chinese ? '2-digit' : 'short', day: '2-digit' } as const;
  const day = new Intl.DateTimeFormat(region, { ...dayOf, timeZone: 'UTC' });
  const date = new Intl.DateTimeFormat(region, { ...dayOf, timeZone });
  const month = new Intl.DateTimeFormat(language, { year: 'numeric', month: 'long', timeZone });
  const shortDay = new Intl.DateTimeFormat(region, { month: dayOf.month, day: '2-digit', timeZone });
  const moment = new Intl.DateTimeFormat(region, {
    ...dayOf,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  });
  return {
    money: (cents: number) => money.format(cents / minorPerUnit),
    /** Without the small change, for headlines and axes' ends; from a billion on in five figures, ¥100.05亿. */
    roundMoney: (cents: number) => (Math.abs(cents / minorPerUnit) < 1e9 ? round : grand).format(cents / minorPerUnit),
    /** ¥12.3万 / ¥123K, for axes and cells. */
    shortMoney: (cents: number) => short.format(cents / minorPerUnit),
    number: (value: number) => number.format(value),
    shortNumber: (value: number) => compact.format(value),
    percent: (share: number, digits = 1) =>
      new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: digits }).format(share),
    /** A part of a whole: all but one is not all of them, and one is not none. */
    part: (share: number) => {
      if (share > 0 && share < 0.0005) return `< ${percent.format(0.001)}`;
      return share < 1 && share >= 0.9995 ? `> ${percent.format(0.999)}` : percent.format(share);
    },
    /** A calendar day, YYYY-MM-DD on the wire: no time zone may move it. */
    day: (text: string) => day.format(new Date(`${text}T00:00:00Z`)),
    /** The day of an instant, in the organisation's zone. */
    date: (instant: string) => date.format(new Date(instant)),
    /** 2026年11月 / November 2026: the month of an instant, as a heading. */
    month: (instant: string) => month.format(new Date(instant)),
    /** 11-22: the day within a list that is grouped by months. */
    dayOfMonth: (instant: string) => shortDay.format(new Date(instant)),
    moment: (instant: string) => moment.format(new Date(instant)),
    /** Major units as typed by a person, to minor units, and back. */
    toCents: (amount: number) => Math.round(amount * minorPerUnit),
    fromCents: (cents: number) => cents / minorPerUnit,
    /** What stands before an amount: ¥. */
    symbol: money.formatToParts(0).find((part) => part.type === 'currency')?.value ?? currency,
    language,
    timeZone,
    currency,
  };
}
