import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { getModelReport, getValue } from '#modules/scoring/value-contract.ts';
import { Behind, useOpenBehind } from '../../components/behind.tsx';
import { ButtonLink } from '../../components/button-link.tsx';
import { Defined } from '../../components/defined.tsx';
import { ImportButton } from '../../components/import-button.tsx';
import { RecomputeState } from '../../components/recompute-state.tsx';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { useCan } from '../../session.ts';
import { Chart } from '../../ui/chart.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import { JudgedAt } from './as-of.tsx';
import { digits, useLook } from './look.ts';
import { decilesOption, histogramOption, lorenzOption, potentialOption, type Value } from './value-charts.ts';
import { DecilesTable } from './value-deciles.tsx';
import styles from './outlook.module.css';

const EVERY_BUYER = ['orders.orders:min:1'];

function NothingYet() {
  const { t } = useTranslation();
  return (
    <Section>
      <EmptyState title={t('outlook:value.empty')} text={t('outlook:value.empty_text')} action={<ImportButton />} />
    </Section>
  );
}

const value = () => read(getValue);

export const loader = () => prefetch(value());

export const handle = { permission: getValue.permission };

export function Component() {
  const { t } = useTranslation();
  const mayRead = useCan()(getModelReport.permission);
  const query = useRead(value());
  return (
    <Page
      title={t('outlook:value.title')}
      note={query.data ? <JudgedAt asOf={query.data.asOf} /> : t('outlook:value.note')}
      actions={mayRead && <ButtonLink to={paths.models()}>{t('outlook:models.title')}</ButtonLink>}
    >
      <Shown query={query} lines={16}>
        {(data) => (data.model && data.totals.customers > 0 ? <Pictures value={data} /> : <NothingYet />)}
      </Shown>
      <RecomputeState />
    </Page>
  );
}

function Pictures({ value: data }: { value: Value }) {
  const { t } = useTranslation();
  const look = useLook();
  const open = useOpenBehind();
  const { definitions, deciles, histogram, potential } = data;
  const bins = useMemo(() => histogramOption(histogram, look), [histogram, look]);
  const tenths = useMemo(() => decilesOption(deciles, look), [deciles, look]);
  const thirds = useMemo(() => potentialOption(potential, look), [potential, look]);
  return (
    <div className={styles.stack}>
      <Totals value={data} />
      <div className={styles.halves}>
        <Section
          title={<Defined by={definitions.expectedNetCents ?? ''}>{t('outlook:value.distribution')}</Defined>}
          note={t('outlook:value.distribution_note')}
        >
          <Chart
            option={bins}
            height={280}
            label={t('outlook:value.distribution_label')}
            onPick={({ dataIndex }) => open(histogram[dataIndex]?.filters)}
          />
        </Section>
        <Lorenz value={data} />
      </div>
      <div className={styles.wide}>
        <Section
          title={<Defined by={definitions.deciles ?? ''}>{t('outlook:value.deciles')}</Defined>}
          note={t('outlook:value.deciles_note')}
        >
          <Chart
            option={tenths}
            height={300}
            label={t('outlook:value.deciles_label')}
            onPick={({ dataIndex }) => open(deciles[dataIndex]?.filters)}
          />
        </Section>
        <Section
          title={<Defined by={definitions.potential ?? ''}>{t('outlook:value.potential')}</Defined>}
          note={t('outlook:value.potential_note')}
        >
          <Chart
            option={thirds}
            height={300}
            label={t('outlook:value.potential_label')}
            onPick={({ dataIndex }) => open(potential[dataIndex]?.filters)}
          />
        </Section>
      </div>
      <Section flush title={t('outlook:value.deciles_table')}>
        <DecilesTable value={data} />
      </Section>
    </div>
  );
}

function Totals({ value: { totals, margin, definitions, model } }: { value: Value }) {
  const { t } = useTranslation();
  const { format } = useLook();
  const low = format.roundMoney(totals.lowCents);
  const high = format.roundMoney(totals.highCents);
  return (
    <Section title={t('outlook:value.next_year')}>
      <Stats>
        <Stat
          label={<Defined by={definitions.expectedNetCents ?? ''}>{t('outlook:value.expected')}</Defined>}
          value={format.roundMoney(totals.expectedNetCents)}
          note={t('outlook:value.interval', { low, high })}
        />
        <Stat
          label={<Defined by={definitions.currentNetCents ?? ''}>{t('outlook:value.current')}</Defined>}
          value={format.roundMoney(totals.currentNetCents)}
          note={t('outlook:value.last_year')}
        />
        <Stat
          label={<Defined by={definitions.expectedOrders ?? ''}>{t('outlook:value.orders')}</Defined>}
          value={format.number(Math.round(totals.expectedOrders))}
        />
        <Stat
          label={<Defined by={definitions.alive ?? ''}>{t('outlook:value.alive')}</Defined>}
          value={totals.alive === null ? null : format.number(Math.round(totals.alive))}
          note={
            <Behind filters={EVERY_BUYER}>
              {t('outlook:value.of_buyers', { customers: format.number(totals.customers) })}
            </Behind>
          }
        />
        {margin && totals.expectedMarginCents !== null && (
          <Stat
            label={<Defined by={definitions.margin ?? ''}>{t('outlook:value.margin')}</Defined>}
            value={format.roundMoney(totals.expectedMarginCents)}
            note={t('outlook:value.margin_rate', {
              rate: format.percent(margin.rate),
              covered: format.percent(margin.coveredShare, 0),
            })}
          />
        )}
      </Stats>
      {model && <HowSure model={model} />}
    </Section>
  );
}

/** Which model, chosen why, and how far off it was on months it had not seen. */
function HowSure({ model }: { model: NonNullable<Value['model']> }) {
  const { t } = useTranslation();
  const { format } = useLook();
  const parts = [
    t('outlook:value.made_by', {
      model: t(`outlook:model.${model.name}`),
      version: model.version,
      day: format.day(model.asOf),
    }),
    t(`outlook:because.${model.chosenBecause}`),
    model.bias !== null && t('outlook:value.bias', { share: format.percent(model.bias) }),
    model.moneyBias !== null && t('outlook:value.money_bias', { share: format.percent(model.moneyBias) }),
  ].filter(Boolean);
  return (
    <p className={styles.sure}>
      {parts.join(' · ')} · <Link to={paths.models()}>{t('outlook:value.more')}</Link>
    </p>
  );
}

function Lorenz({ value: { expected, current, definitions } }: { value: Value }) {
  const { t } = useTranslation();
  const look = useLook();
  const { format } = look;
  const option = useMemo(
    () =>
      lorenzOption(
        [
          { name: t('outlook:value.expected'), points: expected.points },
          { name: t('outlook:value.current'), points: current.points },
        ],
        look,
      ),
    [expected, current, t, look],
  );
  const note =
    expected.gini === null || expected.topTenthShare === null
      ? t('outlook:value.no_money')
      : t('outlook:value.gini', {
          gini: digits(expected.gini, format.language, 2),
          now: current.gini === null ? '–' : digits(current.gini, format.language, 2),
          share: format.percent(expected.topTenthShare, 0),
        });
  return (
    <Section title={<Defined by={definitions.concentration ?? ''}>{t('outlook:value.lorenz')}</Defined>} note={note}>
      <Chart option={option} height={280} label={t('outlook:value.lorenz_label')} />
    </Section>
  );
}
