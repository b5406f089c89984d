import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams, type LoaderFunctionArgs } from 'react-router';
import { loadDemo } from '#modules/demo/contract.ts';
import { getOverview } from '#modules/insights/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { ButtonLink } from '../../components/button-link.tsx';
import { useOpenBehind } from '../../components/behind.tsx';
import { useChannelName } from '../../components/channel-name.ts';
import { ImportButton } from '../../components/import-button.tsx';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { prefetch, read } from '../../query.ts';
import { loadStart, useCan } from '../../session.ts';
import { Chart } from '../../ui/chart.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { useMode } from '../../ui/mode.ts';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { stateOf, useUrlState, writeState } from '../../url-state.ts';
import { AsOf } from './as-of.tsx';
import { Figures } from './figures.tsx';
import { useFresh } from './fresh.ts';
import { SourceNotice } from '../../components/source-notice.tsx';
import { MixList } from '../../components/mix-list.tsx';
import { dayIn, newIn, periodOf } from './months.ts';
import { OrderFilters } from './order-filters.tsx';
import { revenueOption, visitorsOption, type OverviewMonth } from './overview-charts.ts';
import { PeriodSwitch } from './period-switch.tsx';
import { TopTable } from './top-table.tsx';
import styles from './overview.module.css';

type Overview = ResultOf<typeof getOverview>;

function NothingYet() {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <Section>
      <EmptyState
        title={t('insights:overview.empty')}
        text={t('insights:overview.empty_text')}
        action={
          <>
            {can(loadDemo.permission) && (
              <ButtonLink to={paths.firstData()}>{t('insights:overview.load_demo')}</ButtonLink>
            )}
            <ImportButton />
          </>
        }
      />
    </Section>
  );
}

const urlDefaults = { period: '365d', from: '', to: '', compare: 'previous', store: '', channel: '' };
type State = { [K in keyof typeof urlDefaults]: string };

function overview(state: State, today: string) {
  const period = periodOf(state.period, today, state);
  return read(getOverview, {
    query: {
      ...(state.period !== '365d' && period),
      compare: state.compare as 'previous' | 'year' | 'none',
      storeId: state.store || undefined,
      channel: state.channel || undefined,
    },
  });
}

export async function loader({ request }: LoaderFunctionArgs) {
  const { organisation } = await loadStart();
  const today = dayIn(organisation?.timeZone ?? 'UTC', new Date());
  return prefetch(overview(stateOf(urlDefaults, request), today));
}

export const handle = { permission: getOverview.permission };

export function Component() {
  const { t } = useTranslation();
  const { timeZone } = useFormat();
  const [state, setState] = useUrlState(urlDefaults);
  const [opened] = useState(() => new Date());
  const today = dayIn(timeZone, opened);
  const query = useFresh<Overview>(overview(state, today));
  const own = periodOf(state.period === 'own' ? 'own' : '365d', today, state);
  return (
    <Page
      title={t('insights:overview.title')}
      note={
        query.data && <Note overview={query.data} moved={state.period === '365d' && query.data.period.to < today} />
      }
      actions={
        <>
          <OrderFilters store={state.store} channel={state.channel} onChange={setState} />
          <PeriodSwitch period={state.period} from={own.from} to={own.to} compare={state.compare} onChange={setState} />
        </>
      }
    >
      <SourceNotice />
      <Shown query={query} lines={14}>
        {(data) => (isEmpty(data, state) ? <NothingYet /> : <Pictures overview={data} />)}
      </Shown>
    </Page>
  );
}

const isEmpty = ({ figures, months }: Overview, { store, channel }: State): boolean =>
  store === '' &&
  channel === '' &&
  !figures.some(({ key, value }) => key === 'customers' && value) &&
  months.every(({ orders }) => orders === 0);

type NoteProps = { overview: Overview; moved: boolean };

/** `moved`: without orders in the last year the server answers for the last year that has any. */
function Note({ overview: { period, comparison, asOf, refreshing }, moved }: NoteProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const told = ({ from, to }: { from: string; to: string }) => `${format.day(from)} – ${format.day(to)}`;
  return (
    <>
      {told(period)}
      {comparison && ` · ${t('insights:compared_with', { period: told(comparison) })}`}
      {' · '}
      <AsOf asOf={asOf} refreshing={refreshing} />
      {moved && ` · ${t('insights:overview.last_orders')}`}
    </>
  );
}

function Pictures({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const channelName = useChannelName();
  const [params] = useSearchParams();
  const narrowed = (change: Partial<State>) => `?${writeState(urlDefaults, params, change)}`;
  return (
    <div style={{ display: 'grid', gap: 16 }}>
      <MonthPictures months={overview.months} ofAll={!params.has('store') && !params.has('channel')} />
      <Section title={t('insights:overview.figures')}>
        <Figures figures={overview.figures} />
      </Section>
      <div className={styles.halves}>
        <Section title={t('insights:overview.stages')} note={t('insights:overview.everybody_now')}>
          <MixList rows={overview.stages} />
        </Section>
        <Section title={t('insights:overview.classes')} note={t('insights:overview.everybody_now')}>
          <MixList rows={overview.classes} />
        </Section>
      </div>
      <div className={styles.halves}>
        <Section title={t('insights:overview.stores')} flush>
          <TopTable
            rows={overview.stores}
            of={t('insights:store')}
            nameOf={(row) => row.name ?? t('insights:no_store')}
            linkTo={({ key }) => narrowed({ store: key })}
          />
        </Section>
        <Section title={t('insights:overview.channels')} flush>
          <TopTable
            rows={overview.channels}
            of={t('insights:channel')}
            nameOf={({ key, name }) => (key === '' ? t('insights:no_channel') : channelName(name ?? key))}
            linkTo={({ key }) => narrowed({ channel: key })}
          />
        </Section>
      </div>
    </div>
  );
}

/** The list knows a customer's first order anywhere, not in one store: marks open only while all are looked at. */
function MonthPictures({ months, ofAll }: { months: readonly OverviewMonth[]; ofAll: boolean }) {
  const { t } = useTranslation();
  const open = useOpenBehind();
  const format = useFormat();
  const mode = useMode();
  const revenue = useMemo(() => revenueOption(months, { t, format, mode }), [months, t, format, mode]);
  const visitors = useMemo(() => visitorsOption(months, { t, format, mode }), [months, t, format, mode]);
  return (
    <div className={styles.pictures}>
      <Section title={t('insights:overview.revenue')} note={t('insights:overview.revenue_note')}>
        <Chart option={revenue} height={248} label={t('insights:overview.revenue_label')} />
      </Section>
      <Section title={t('insights:overview.visitors')} note={t('insights:overview.visitors_note')}>
        <Chart
          option={visitors}
          height={248}
          label={t('insights:overview.visitors_label')}
          {...(ofAll && { onPick: ({ dataIndex }) => open(newIn(months[dataIndex]?.month ?? '')) })}
        />
      </Section>
    </div>
  );
}
