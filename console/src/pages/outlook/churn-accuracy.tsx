import { Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Defined } from '../../components/defined.tsx';
import { Chart } from '../../ui/chart.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Section } from '../../ui/page.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import { Reachable } from '../../ui/reachable.tsx';
import { monthName } from '../insights/months.ts';
import { ChurnRenewals } from './churn-renewals.tsx';
import { BackTested } from './churn-back-test.tsx';
import { ratesOption, type Churn } from './churn-charts.ts';
import { ContractTested } from './churn-contract.tsx';
import { Rate } from './hit-rate.tsx';
import { useLook, type Look } from './look.ts';

/** How right the warnings were: those really given, and those the method would have given on the past. */
export function ChurnAccuracy({ churn }: { churn: Churn }) {
  return (
    <>
      <Published churn={churn} />
      {churn.contract && <ContractTested churn={churn} contract={churn.contract} />}
      {churn.renewals && <ChurnRenewals renewals={churn.renewals} definitions={churn.definitions} />}
      {churn.backTest ? (
        <BackTested backTest={churn.backTest} churn={churn} of={churn.contract ? 'others' : 'everybody'} />
      ) : (
        !churn.contract && <NoBackTest />
      )}
    </>
  );
}

function NoBackTest() {
  const { t } = useTranslation();
  return (
    <Section title={t('outlook:churn.back_test')}>
      <EmptyState title={t('outlook:churn.no_back_test')} text={t('outlook:churn.no_back_test_text')} />
    </Section>
  );
}

const rate = (look: Look, value: number | null) => (value === null ? null : look.format.percent(value));

function Published({ churn: { published, definitions } }: { churn: Churn }) {
  const { t } = useTranslation();
  const look = useLook();
  const { format } = look;
  const { months, total, leadDays } = published;
  const option = useMemo(() => ratesOption(months, look), [months, look]);
  const title = <Defined by={definitions.published ?? ''}>{t('outlook:churn.published')}</Defined>;
  if (months.length === 0)
    return (
      <Section title={title}>
        <EmptyState title={t('outlook:churn.none_published')} text={t('outlook:churn.none_published_text')} />
      </Section>
    );
  return (
    <Section title={title} note={t('outlook:churn.published_note')}>
      <Stats>
        <Stat
          label={t('outlook:churn.of_warned')}
          value={rate(look, total.warnedRate)}
          note={t('outlook:churn.left_of', { left: format.number(total.warnedLeft), of: format.number(total.warned) })}
        />
        <Stat
          label={t('outlook:churn.of_not_warned')}
          value={rate(look, total.notWarnedRate)}
          note={t('outlook:churn.left_of', {
            left: format.number(total.notWarnedLeft),
            of: format.number(total.notWarned),
          })}
        />
        <Stat
          label={<Defined by={definitions.leadDays ?? ''}>{t('outlook:churn.lead')}</Defined>}
          value={leadDays && t('outlook:days', { count: Math.round(leadDays.median) })}
          note={
            leadDays &&
            t('outlook:churn.lead_note', {
              low: Math.round(leadDays.low),
              high: Math.round(leadDays.high),
              customers: format.number(leadDays.customers),
            })
          }
        />
      </Stats>
      <div style={{ marginTop: 16 }}>
        <Chart option={option} height={260} label={t('outlook:churn.published_label')} />
      </div>
      <MonthsTable months={months.toReversed()} look={look} />
    </Section>
  );
}

type Month = Churn['published']['months'][number];

function MonthsTable({ months, look }: { months: readonly Month[]; look: Look }) {
  const { t } = useTranslation();
  const columns: TableColumnsType<Month> = [
    {
      title: t('outlook:churn.month'),
      width: 120,
      render: (_, row) => monthName(row.month, look.format.language),
    },
    {
      title: t('outlook:churn.warned'),
      align: 'right',
      width: 170,
      render: (_, row) =>
        row.known ? (
          <Rate rate={row.warnedRate} left={row.warnedLeft} of={row.warned} look={look} />
        ) : (
          <span className="lk-soft">{t('outlook:churn.not_known', { of: look.format.number(row.warned) })}</span>
        ),
    },
    {
      title: t('outlook:churn.not_warned'),
      align: 'right',
      width: 170,
      render: (_, row) =>
        row.known ? (
          <Rate rate={row.notWarnedRate} left={row.notWarnedLeft} of={row.notWarned} look={look} />
        ) : (
          <span className="lk-soft">{t('outlook:churn.not_known', { of: look.format.number(row.notWarned) })}</span>
        ),
    },
  ];
  return (
    <Reachable>
      <Table
        rowKey="month"
        size="small"
        columns={columns}
        dataSource={[...months]}
        pagination={{ pageSize: 12, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 460 }}
        style={{ marginTop: 12 }}
      />
    </Reachable>
  );
}
