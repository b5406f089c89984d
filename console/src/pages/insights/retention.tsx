import { Segmented, Select } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type LoaderFunctionArgs } from 'react-router';
import { getRetention } from '#modules/insights/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { Behind } from '../../components/behind.tsx';
import { Defined } from '../../components/defined.tsx';
import { ImportButton } from '../../components/import-button.tsx';
import { useFormat } from '../../format.ts';
import { prefetch, read } from '../../query.ts';
import { Chart } from '../../ui/chart.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import { stateOf, useUrlState } from '../../url-state.ts';
import { AsOf } from './as-of.tsx';
import { CohortTable } from './cohort-table.tsx';
import { MEASURES, type Measure } from './cohorts.ts';
import { useFresh } from './fresh.ts';
import { OrderFilters } from './order-filters.tsx';
import { averageOption, periodsOption } from './retention-charts.ts';
import styles from './retention.module.css';

type Retention = ResultOf<typeof getRetention>;

function NothingYet({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation();
  return (
    <Section>
      <EmptyState
        title={t(filtered ? 'insights:retention.none_found' : 'insights:retention.empty')}
        text={t(filtered ? 'insights:retention.none_found_text' : 'insights:retention.empty_text')}
        action={!filtered && <ImportButton />}
      />
    </Section>
  );
}

const urlDefaults = { show: 'rate', months: '24', store: '', channel: '' };
type State = { [K in keyof typeof urlDefaults]: string };

const retention = ({ months, store, channel }: State) =>
  read(getRetention, {
    query: { months: Number(months) || 24, storeId: store || undefined, channel: channel || undefined },
  });

export const loader = ({ request }: LoaderFunctionArgs) => prefetch(retention(stateOf(urlDefaults, request)));

export const handle = { permission: getRetention.permission };

export function Component() {
  const { t } = useTranslation();
  const [state, setState] = useUrlState(urlDefaults);
  const query = useFresh<Retention>(retention(state));
  const measure = MEASURES.find((one) => one === state.show) ?? 'rate';
  return (
    <Page
      title={t('insights:retention.title')}
      note={query.data ? <AsOf {...query.data} /> : t('insights:retention.note')}
      actions={
        <>
          <OrderFilters store={state.store} channel={state.channel} onChange={setState} />
          <Select
            aria-label={t('insights:retention.months_label')}
            value={state.months}
            onChange={(months) => setState({ months })}
            options={[...new Set(['12', '24', '36', '60', state.months])].map((value) => ({
              value,
              label: t('insights:retention.months', { count: Number(value) }),
            }))}
          />
        </>
      }
    >
      <Shown query={query} lines={16}>
        {(data) =>
          data.cohorts.length === 0 ? (
            <NothingYet filtered={state.store !== '' || state.channel !== ''} />
          ) : (
            <Pictures
              data={data}
              months={Number(state.months) || 24}
              measure={measure}
              onMeasure={(show) => setState({ show })}
            />
          )
        }
      </Shown>
    </Page>
  );
}

type PicturesProps = { data: Retention; months: number; measure: Measure; onMeasure: (measure: Measure) => void };

function Pictures({ data, months, measure, onMeasure }: PicturesProps) {
  const { t } = useTranslation();
  return (
    <div style={{ display: 'grid', gap: 16 }}>
      <Section
        flush
        title={<Defined by={data.definitions.cohort}>{t('insights:retention.cohorts')}</Defined>}
        note={t('insights:retention.cohorts_note')}
        actions={
          <Segmented<Measure>
            aria-label={t('insights:retention.show')}
            value={measure}
            onChange={onMeasure}
            options={MEASURES.map((value) => ({ value, label: t(`insights:retention.${value}`) }))}
          />
        }
      >
        <CohortTable cohorts={data.cohorts} average={data.average} measure={measure} months={months} />
      </Section>
      <Repeat data={data} />
      <Curves data={data} months={months} />
    </div>
  );
}

function Repeat({ data: { repeat, definitions } }: { data: Retention }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section title={<Defined by={definitions.repeat}>{t('insights:retention.repeat')}</Defined>}>
      <Stats>
        <Stat
          label={t('insights:retention.repeat_rate')}
          value={repeat.rate !== null && <Behind filters={repeat.filters}>{format.percent(repeat.rate)}</Behind>}
        />
        <Stat label={t('insights:retention.buyers')} value={format.number(repeat.buyers)} />
        <Stat
          label={t('insights:retention.repeaters')}
          value={<Behind filters={repeat.filters}>{format.number(repeat.repeaters)}</Behind>}
        />
      </Stats>
    </Section>
  );
}

function Curves({ data: { average, periods, definitions }, months }: { data: Retention; months: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const averages = useMemo(() => averageOption(average.slice(0, months), t, format), [average, months, t, format]);
  const byPeriod = useMemo(() => periodsOption(periods, t, format), [periods, t, format]);
  return (
    <div className={styles.halves}>
      <Section
        title={<Defined by={definitions.cohort}>{t('insights:retention.curve')}</Defined>}
        note={t('insights:retention.curve_note')}
      >
        <Chart option={averages} height={240} label={t('insights:retention.curve_note')} />
      </Section>
      <Section
        title={<Defined by={definitions.period}>{t('insights:retention.by_period')}</Defined>}
        note={t('insights:retention.by_period_note')}
      >
        {periods.some(({ rate }) => rate !== null) ? (
          <Chart option={byPeriod} height={240} label={t('insights:retention.by_period_note')} />
        ) : (
          <EmptyState title={t('insights:retention.no_periods')} />
        )}
      </Section>
    </div>
  );
}
