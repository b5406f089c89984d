import { DatePicker, Select } from 'antd';
import dayjs from 'dayjs';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type LoaderFunctionArgs } from 'react-router';
import { division, getPortfolio } from '#modules/scoring/portfolio-contract.ts';
import { useOpenBehind } from '../../components/behind.tsx';
import { Defined } from '../../components/defined.tsx';
import { ImportButton } from '../../components/import-button.tsx';
import { RecomputeState } from '../../components/recompute-state.tsx';
import { useVocabulary } from '../../components/vocabulary.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { Chart } from '../../ui/chart.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { stateOf, useUrlState } from '../../url-state.ts';
import { JudgedAt } from './as-of.tsx';
import { digits, useLook } from './look.ts';
import { mixOption, sankeyOption, VOCABULARY, type MoveLink, type Portfolio } from './portfolio-charts.ts';
import { MixTable, MoveTable } from './portfolio-tables.tsx';
import { lorenzOption } from './value-charts.ts';
import styles from './outlook.module.css';

const urlDefaults = { by: 'class4', from: '', to: '' };
type State = { [K in keyof typeof urlDefaults]: string };

const whatOf = (by: string): Portfolio['what'] => division.options.find((one) => one === by) ?? 'class4';

const portfolio = ({ by, from, to }: State) =>
  read(getPortfolio, { query: { what: whatOf(by), from: from || undefined, to: to || undefined } });

export const loader = ({ request }: LoaderFunctionArgs) => prefetch(portfolio(stateOf(urlDefaults, request)));

export const handle = { permission: getPortfolio.permission };

export function Component() {
  const { t } = useTranslation();
  const [state, setState] = useUrlState(urlDefaults);
  const query = useRead(portfolio(state), { keep: true });
  return (
    <Page
      title={t('outlook:portfolio.title')}
      note={query.data ? <JudgedAt asOf={query.data.asOf} /> : t('outlook:portfolio.note')}
      actions={
        <Select
          aria-label={t('outlook:portfolio.by_label')}
          value={whatOf(state.by)}
          onChange={(by) => setState({ by })}
          options={division.options.map((value) => ({ value, label: t(`outlook:division.${value}`) }))}
          popupMatchSelectWidth={false}
          style={{ minWidth: 132 }}
        />
      }
    >
      <Shown query={query} lines={16}>
        {(data) =>
          data.groups.some(({ customers }) => customers > 0) ? (
            <Pictures portfolio={data} onDays={(from, to) => setState({ from, to })} />
          ) : (
            <Section>
              <EmptyState
                title={t('outlook:portfolio.empty')}
                text={t('outlook:value.empty_text')}
                action={<ImportButton />}
              />
            </Section>
          )
        }
      </Shown>
      <RecomputeState />
    </Page>
  );
}

type PicturesProps = { portfolio: Portfolio; onDays: (from: string, to: string) => void };

function Pictures({ portfolio: data, onDays }: PicturesProps) {
  const { t } = useTranslation();
  const look = useLook();
  const open = useOpenBehind();
  const nameOf = useNames(data.what);
  const mix = useMemo(() => mixOption(data.groups, data.what, nameOf, look), [data, nameOf, look]);
  return (
    <div className={styles.stack}>
      <div className={styles.wide}>
        <Section
          title={<Defined by={data.definitions.groups ?? ''}>{t('outlook:portfolio.mix')}</Defined>}
          note={t('outlook:portfolio.mix_note')}
        >
          <Chart
            option={mix}
            height={Math.max(280, 64 + data.groups.length * 46)}
            label={t('outlook:portfolio.mix_label')}
            onPick={({ dataIndex }) => open(data.groups[dataIndex]?.filters)}
          />
        </Section>
        <Concentrated portfolio={data} />
      </div>
      <Section flush title={t('outlook:portfolio.figures')}>
        <MixTable portfolio={data} nameOf={nameOf} />
      </Section>
      <Migration portfolio={data} nameOf={nameOf} onDays={onDays} />
    </div>
  );
}

/** Names of groups; null is whoever was not judged yet. */
function useNames(what: Portfolio['what']): (code: string | null) => string {
  const { t } = useTranslation();
  const vocabulary = useVocabulary();
  return useCallback(
    (code: string | null) => (code === null ? t('outlook:portfolio.new') : vocabulary(VOCABULARY[what], code)),
    [what, t, vocabulary],
  );
}

function Concentrated({ portfolio: { concentration, definitions } }: { portfolio: Portfolio }) {
  const { t } = useTranslation();
  const look = useLook();
  const { format } = look;
  const option = useMemo(
    () => lorenzOption([{ name: t('outlook:value.current'), points: concentration.points }], look),
    [concentration, t, look],
  );
  const { gini, topTenthShare } = concentration;
  return (
    <Section
      title={<Defined by={definitions.concentration ?? ''}>{t('outlook:portfolio.concentration')}</Defined>}
      note={
        gini === null || topTenthShare === null
          ? t('outlook:value.no_money')
          : t('outlook:portfolio.gini', {
              gini: digits(gini, format.language, 2),
              share: format.percent(topTenthShare, 0),
            })
      }
    >
      <Chart option={option} height={280} label={t('outlook:value.lorenz_label')} />
    </Section>
  );
}

type MigrationProps = PicturesProps & { nameOf: (code: string | null) => string };

function Migration({ portfolio: data, nameOf, onDays }: MigrationProps) {
  const { t } = useTranslation();
  const look = useLook();
  const open = useOpenBehind();
  const { format } = look;
  const option = useMemo(() => sankeyOption(data, nameOf, look), [data, nameOf, look]);
  const moved = data.links.filter(({ from, to }) => from !== null && from !== to);
  const stayed = data.links.filter(({ from, to }) => from === to);
  const count = (links: readonly MoveLink[]) => links.reduce((sum, { customers }) => sum + customers, 0);
  return (
    <>
      <Section
        title={<Defined by={data.definitions.links ?? ''}>{t('outlook:portfolio.migration')}</Defined>}
        note={t('outlook:portfolio.migration_note', {
          from: format.day(data.from),
          to: format.day(data.to),
          stayed: format.number(count(stayed)),
          moved: format.number(count(moved)),
        })}
        actions={
          <DatePicker.RangePicker
            aria-label={t('outlook:portfolio.days')}
            allowClear={false}
            value={[dayjs(data.from), dayjs(data.to)]}
            disabledDate={(day) => day.isAfter(dayjs())}
            onChange={(days) => {
              const [first, last] = days ?? [];
              if (first && last) onDays(first.format('YYYY-MM-DD'), last.format('YYYY-MM-DD'));
            }}
          />
        }
      >
        <Chart
          option={option}
          height={Math.max(320, data.groups.length * 56)}
          label={t('outlook:portfolio.migration_label')}
          onPick={({ data: picked }) => open((picked as { link?: MoveLink } | undefined)?.link?.filters)}
        />
      </Section>
      <Section flush title={t('outlook:portfolio.moves')} note={t('outlook:portfolio.moves_note')}>
        <MoveTable portfolio={data} nameOf={nameOf} />
      </Section>
    </>
  );
}
