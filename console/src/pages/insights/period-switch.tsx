import { DatePicker, Select } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { PERIODS } from './months.ts';

type Props = {
  period: string;
  from: string;
  to: string;
  compare: string;
  onChange: (change: { period?: string; from?: string; to?: string; compare?: string }) => void;
};

const COMPARISONS = ['previous', 'year', 'none'] as const;

/** Which days, and against which. */
export function PeriodSwitch({ period, from, to, compare, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <Select
        aria-label={t('insights:period.label')}
        value={period}
        onChange={(value) => onChange({ period: value, ...(value === 'own' ? { from, to } : { from: '', to: '' }) })}
        options={PERIODS.map((value) => ({ value, label: t(`insights:period.${value}`) }))}
        popupMatchSelectWidth={false}
        style={{ minWidth: 120 }}
      />
      {period === 'own' && (
        <DatePicker.RangePicker
          aria-label={t('insights:period.own')}
          allowClear={false}
          value={[dayjs(from), dayjs(to)]}
          onChange={(days) => {
            const [first, last] = days ?? [];
            if (first && last) onChange({ from: first.format('YYYY-MM-DD'), to: last.format('YYYY-MM-DD') });
          }}
        />
      )}
      <Select
        aria-label={t('insights:compare.label')}
        value={compare}
        onChange={(value) => onChange({ compare: value })}
        options={COMPARISONS.map((value) => ({ value, label: t(`insights:compare.${value}`) }))}
        popupMatchSelectWidth={false}
        style={{ minWidth: 128 }}
      />
    </>
  );
}
