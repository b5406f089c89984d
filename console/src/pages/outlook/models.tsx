import { Tabs } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { getModelReport, listModelVersions } from '#modules/scoring/value-contract.ts';
import { Defined } from '../../components/defined.tsx';
import { ImportButton } from '../../components/import-button.tsx';
import { RecomputeState } from '../../components/recompute-state.tsx';
import { prefetch, read, useRead } from '../../query.ts';
import { Chart } from '../../ui/chart.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import { useUrlState } from '../../url-state.ts';
import { digits, useLook } from './look.ts';
import { groupsOption, historyOption, type Report } from './models-charts.ts';
import { CandidatesTable, ConvergenceTable, GroupsTable, ParametersTable, VersionsTable } from './models-tables.tsx';
import styles from './outlook.module.css';

const urlDefaults = { tab: 'accuracy' };
const TABS = ['accuracy', 'parameters', 'history'] as const;

const report = () => read(getModelReport);
const versions = () => read(listModelVersions, { query: {} });

export function loader() {
  prefetch(versions());
  return prefetch(report());
}

export const handle = { permission: getModelReport.permission };

export function Component() {
  const { t } = useTranslation();
  const { format } = useLook();
  const query = useRead(report());
  const model = query.data?.model;
  return (
    <Page
      title={t('outlook:models.title')}
      note={
        model
          ? t('outlook:models.fitted', {
              version: model.version,
              day: format.day(model.asOf),
              customers: format.number(model.customers),
              fitted: format.number(model.fittedOn),
            })
          : t('outlook:models.note')
      }
    >
      <Shown query={query} lines={16}>
        {(data) =>
          data.model ? (
            <Parts report={data.model} definitions={data.definitions} />
          ) : (
            <Section>
              <EmptyState
                title={t('outlook:models.empty')}
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

type PartProps = { report: Report; definitions: Record<string, string> };

function Parts({ report: data, definitions }: PartProps) {
  const { t } = useTranslation();
  const [state, setState] = useUrlState(urlDefaults);
  const tab = TABS.find((one) => one === state.tab) ?? 'accuracy';
  const parts = {
    accuracy: <Accuracy report={data} definitions={definitions} />,
    parameters: <Parameters report={data} />,
    history: <History />,
  };
  return (
    <div className={styles.stack}>
      <Tabs
        tabBarStyle={{ margin: 0 }}
        activeKey={tab}
        onChange={(key) => setState({ tab: key })}
        items={TABS.map((key) => ({ key, label: t(`outlook:models.tab.${key}`) }))}
      />
      {parts[tab]}
    </div>
  );
}

function Accuracy({ report: data, definitions }: PartProps) {
  const { t } = useTranslation();
  const look = useLook();
  const { format } = look;
  const { holdOut } = data;
  const groups = useMemo(() => holdOut && groupsOption(holdOut.groups, look), [holdOut, look]);
  const chosen = data.candidates.find((candidate) => candidate.chosen);
  return (
    <>
      <p className={data.model === 'nbd' ? `${styles.said} ${styles.warned}` : styles.said}>
        <b>{t(`outlook:model.${data.model}`)}</b>
        {t('outlook:colon')}
        {t(`outlook:because.${data.chosenBecause}`)}
        {data.model === 'nbd' && ` ${t('outlook:models.no_leaving')}`}
      </p>
      <Section
        title={<Defined by={definitions.backTest ?? ''}>{t('outlook:models.back_test')}</Defined>}
        note={
          holdOut
            ? t('outlook:models.held_out', { until: format.day(holdOut.until), to: format.day(holdOut.to) })
            : t('outlook:models.not_held_out')
        }
      >
        {holdOut && groups && (
          <>
            <Stats>
              <Stat
                label={<Defined by={definitions.backTest ?? ''}>{t('outlook:models.bias')}</Defined>}
                value={chosen?.heldOut?.bias == null ? null : format.percent(chosen.heldOut.bias)}
                note={
                  chosen?.heldOut &&
                  t('outlook:models.predicted_of', {
                    predicted: format.number(Math.round(chosen.heldOut.predicted)),
                    actual: format.number(chosen.heldOut.actual),
                    customers: format.number(chosen.heldOut.customers),
                  })
                }
              />
              <Stat
                label={<Defined by={definitions.backTest ?? ''}>{t('outlook:models.money_bias')}</Defined>}
                value={holdOut.moneyBias === null ? null : format.percent(holdOut.moneyBias)}
                note={`${format.shortMoney(holdOut.predictedCents)} / ${format.shortMoney(holdOut.actualCents)}`}
              />
              <Stat
                label={t('outlook:models.spend_mean')}
                value={data.spend.meanCents === null ? null : format.roundMoney(data.spend.meanCents)}
                note={t(`outlook:spend_verdict.${data.spend.verdict}`)}
              />
              <Stat
                label={t('outlook:models.correlation')}
                value={data.spend.correlation === null ? null : digits(data.spend.correlation, format.language)}
                note={t('outlook:models.correlation_note', { customers: format.number(data.spend.customers) })}
              />
            </Stats>
            <div className={styles.wide} style={{ marginTop: 16 }}>
              <Chart option={groups} height={300} label={t('outlook:models.groups_label')} />
              <GroupsTable groups={holdOut.groups} />
            </div>
          </>
        )}
      </Section>
      <Section flush title={t('outlook:models.candidates')} note={t('outlook:models.candidates_note')}>
        <CandidatesTable candidates={data.candidates} bias={definitions.backTest ?? ''} />
      </Section>
    </>
  );
}

function Parameters({ report: data }: { report: Report }) {
  const { t } = useTranslation();
  return (
    <>
      <Section flush title={t('outlook:models.parameters')} note={t('outlook:models.parameters_note')}>
        <ParametersTable report={data} />
      </Section>
      <Section flush title={t('outlook:models.convergence')} note={t('outlook:models.convergence_note')}>
        <ConvergenceTable candidates={data.candidates} />
      </Section>
    </>
  );
}

function History() {
  const { t } = useTranslation();
  const look = useLook();
  const query = useRead(versions());
  const rows = query.data?.rows;
  const option = useMemo(() => (rows ? historyOption(rows, look) : null), [rows, look]);
  return (
    <Section flush title={t('outlook:models.history')} note={t('outlook:models.history_note')}>
      <Shown query={query} lines={10}>
        {(data) => (
          <>
            {option && (
              <div style={{ padding: '8px 20px 12px' }}>
                <Chart option={option} height={260} label={t('outlook:models.history_label')} />
              </div>
            )}
            <VersionsTable versions={data.rows} />
          </>
        )}
      </Shown>
    </Section>
  );
}
