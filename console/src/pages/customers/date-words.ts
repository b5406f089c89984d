/** How dates and their kinds are said. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { listDateKinds, type CustomerDate, type DateKind } from '#modules/customers/dates-contract.ts';
import { read, useRead } from '../../query.ts';

export const dateKindsRead = read(listDateKinds);

export function useDateKinds(): { kinds: DateKind[]; name: (code: string) => string } {
  const { t } = useTranslation();
  const rows = useRead(dateKindsRead).data?.rows;
  const name = useCallback(
    (code: string) =>
      rows?.find((kind) => kind.code === code)?.name ?? t(`customers:date_kind.${code}`, { defaultValue: code }),
    [t, rows],
  );
  return { kinds: rows?.filter((kind) => !kind.archived) ?? [], name };
}

const MONTHS = ['正', '二', '三', '四', '五', '六', '七', '八', '九', '十', '冬', '腊'];
const TENS = ['初', '十', '廿', '三'];
const ONES = ['十', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/** 1990年三月初五 · 闰六月廿九. */
export function lunarWords({ year, month, day, leap }: Pick<CustomerDate, 'year' | 'month' | 'day' | 'leap'>): string {
  const tens = day === 10 ? '初' : day === 20 ? '二' : day === 30 ? '三' : (TENS[Math.floor(day / 10)] ?? '');
  return `${year ? `${year}年` : ''}${leap ? '闰' : ''}${MONTHS[month - 1] ?? month}月${tens}${ONES[day % 10] ?? ''}`;
}
