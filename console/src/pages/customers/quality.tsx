import { ReloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, type LoaderFunctionArgs } from 'react-router';
import { getQuality, measureQuality } from '#modules/customers/quality-contract.ts';
import { getDuplicateState } from '#modules/customers/duplicates-contract.ts';
import { Defined } from '../../components/defined.tsx';
import { ImportButton } from '../../components/import-button.tsx';
import { useSourceName } from '../../components/source-name.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead, useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { Chart } from '../../ui/chart.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import { stateOf, useUrlState } from '../../url-state.ts';
import { MEASURES, trendOption, type Quality, type QualityState } from './quality-chart.ts';
import { useQualityName } from './quality-fields.ts';
import { QualityFields, QualitySources } from './quality-tables.tsx';
import styles from './quality.module.css';

const urlDefaults = { source: '', field: '' };

const qualityRead = ({ source, field }: QualityState) =>
  read(getQuality, { query: { source: source || undefined, field: field || undefined } });

export const loader = ({ request }: LoaderFunctionArgs) => prefetch(qualityRead(stateOf(urlDefaults, request)));

export const handle = { permission: getQuality.permission };

const ASK_AGAIN_MS = 2_000;

/** What is missing, wrong or old in the archive, where it comes from, and the lists to mend. */
export function Component() {
  const { t } = useTranslation();
  const sourceName = useSourceName();
  const [state, setState] = useUrlState(urlDefaults);
  const query = useQuery({
    ...qualityRead(state),
    placeholderData: (previous: Quality | undefined) => previous,
    refetchInterval: ({ state: { data } }) => (data?.waiting ? ASK_AGAIN_MS : false),
  });
  return (
    <Page
      title={t('quality:title')}
      note={query.data && <Measured quality={query.data} />}
      actions={
        query.data && (
          <>
            <Select
              aria-label={t('quality:source')}
              value={state.source}
              style={{ minWidth: 160 }}
              popupMatchSelectWidth={false}
              options={[
                { value: '', label: t('quality:everybody') },
                ...query.data.sources.map(({ source, name }) => ({ value: source, label: sourceName(source, name) })),
              ]}
              onChange={(source) => setState({ source })}
            />
            <MeasureNow waiting={query.data.waiting} />
          </>
        )
      }
    >
      <Shown query={query} lines={14}>
        {(data) =>
          data.fields.length === 0 ? (
            <NotYet quality={data} />
          ) : (
            <Whole quality={data} state={state} onState={(change) => setState(change)} />
          )
        }
      </Shown>
    </Page>
  );
}

function Measured({ quality: { measured, staleMonths } }: { quality: Quality }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!measured) return t('quality:not_measured');
  const changed = measured.staleMonths !== staleMonths ? ` ${t('quality:limit_changed', { count: staleMonths })}` : '';
  const said = t('quality:measured', {
    at: format.moment(measured.at),
    customers: format.number(measured.customers),
    months: measured.staleMonths,
  });
  return said + changed;
}

function MeasureNow({ waiting }: { waiting: boolean }) {
  const { t } = useTranslation();
  const may = useCan()(measureQuality.permission);
  const measure = useSend(measureQuality, { ends: [getQuality] });
  if (!may) return null;
  return (
    <>
      <Button icon={<ReloadOutlined />} loading={waiting || measure.isPending} onClick={() => measure.mutate({})}>
        {t(waiting ? 'quality:measuring' : 'quality:measure')}
      </Button>
      {measure.error && <ProblemNote error={measure.error} />}
    </>
  );
}

function NotYet({ quality: { measured, waiting } }: { quality: Quality }) {
  const { t } = useTranslation();
  const empty = measured?.customers === 0;
  return (
    <Section>
      <EmptyState
        title={t(empty ? 'quality:empty' : waiting ? 'quality:measuring' : 'quality:not_measured')}
        text={t(empty ? 'quality:empty_text' : 'quality:not_measured_text')}
        action={empty ? <ImportButton /> : <MeasureNow waiting={waiting} />}
      />
    </Section>
  );
}

type WholeProps = { quality: Quality; state: QualityState; onState: (change: Partial<QualityState>) => void };

function Whole({ quality, state, onState }: WholeProps) {
  return (
    <div className={styles.stack}>
      <Overall quality={quality} />
      <Trend quality={quality} field={state.field} onAll={() => onState({ field: '' })} />
      <QualityFields quality={quality} state={state} onField={(field) => onState({ field })} />
      {quality.sources.length > 0 && (
        <QualitySources quality={quality} state={state} onSource={(source) => onState({ source })} />
      )}
    </div>
  );
}

function Overall({ quality }: { quality: Quality }) {
  const { t } = useTranslation();
  const format = useFormat();
  const opensDuplicates = useCan()(getDuplicateState.permission);
  const { overall, trend, definitions } = quality;
  // As the page it opens counts them now; before anybody looked for duplicates there is nothing to know.
  const state = useRead(read(getDuplicateState), { enabled: opensDuplicates }).data;
  const duplicateGroups = opensDuplicates ? (state?.scan ? state.groups : null) : quality.duplicateGroups;
  const first = trend[0];
  const change = (measure: (typeof MEASURES)[number]) => {
    const [before, now] = [first?.[measure], overall[measure]];
    if (!first || trend.length < 2 || typeof before !== 'number' || now === null) return null;
    const points = (now - before) * 100;
    return t('quality:change', {
      points: `${points >= 0 ? '+' : ''}${format.number(points)}`,
      day: format.day(first.day),
    });
  };
  return (
    <Section>
      <Stats>
        {MEASURES.map((measure) => (
          <Stat
            key={measure}
            label={<Defined by={definitions[measure] ?? ''}>{t(`quality:${measure}`)}</Defined>}
            value={overall[measure] === null ? null : format.part(overall[measure])}
            note={change(measure)}
          />
        ))}
        <Stat
          label={<Defined by={definitions.duplicateGroups ?? ''}>{t('quality:duplicates')}</Defined>}
          value={
            duplicateGroups === null ? null : opensDuplicates ? (
              <Link to={paths.duplicates()}>{format.number(duplicateGroups)}</Link>
            ) : (
              format.number(duplicateGroups)
            )
          }
          note={
            opensDuplicates && state && !state.scan && <Link to={paths.duplicates()}>{t('quality:not_looked')}</Link>
          }
        />
      </Stats>
    </Section>
  );
}

function Trend({ quality, field, onAll }: { quality: Quality; field: string; onAll: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const qualityName = useQualityName();
  const { trend, fields } = quality;
  const option = useMemo(() => trendOption(trend, t, format), [trend, t, format]);
  const named = fields.find((one) => one.field === field);
  const title = named ? t('quality:trend_of', { field: qualityName(field, named.name) }) : t('quality:trend');
  const back = field !== '' && (
    <Button type="link" size="small" onClick={onAll}>
      {t('quality:all_fields')}
    </Button>
  );
  return (
    <Section title={title} note={t('quality:trend_note')} actions={back}>
      {trend.length < 2 ? (
        <p className={`lk-soft ${styles.wait}`}>
          {t('quality:trend_begins', { day: trend[0] && format.day(trend[0].day) })}
        </p>
      ) : (
        <Chart option={option} height={220} label={title} />
      )}
    </Section>
  );
}
