import { Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Defined } from '../../components/defined.tsx';
import { Chart } from '../../ui/chart.tsx';
import { Section } from '../../ui/page.tsx';
import { Reachable } from '../../ui/reachable.tsx';
import { Blank, Stat, Stats } from '../../ui/stat.tsx';
import { renewalsOption, type Churn } from './churn-charts.ts';
import { digits, useLook } from './look.ts';

type Renewals = NonNullable<Churn['renewals']>;
type Group = Renewals['groups'][number];

/** What became of plans that ended, beside what the model says, by renewals behind, and what is still to come. */
export function ChurnRenewals({ renewals, definitions }: { renewals: Renewals; definitions: Churn['definitions'] }) {
  const { t } = useTranslation();
  const look = useLook();
  const { format } = look;
  const option = useMemo(() => renewalsOption(renewals.groups, look), [renewals, look]);
  const columns: TableColumnsType<Group> = [
    {
      title: t('outlook:churn.renewals.behind'),
      render: (_, { renewals: behind }) => (behind === 0 ? t('outlook:churn.renewals.first') : format.number(behind)),
    },
    { title: t('outlook:churn.renewals.ended'), align: 'right', render: (_, { ended }) => format.number(ended) },
    { title: t('outlook:churn.renewals.renewed'), align: 'right', render: (_, { renewed }) => format.number(renewed) },
    {
      title: t('outlook:churn.renewals.rate'),
      align: 'right',
      render: (_, { rate }) => (rate === null ? <Blank /> : format.percent(rate, 0)),
    },
    {
      title: t('outlook:churn.renewals.interval'),
      align: 'right',
      render: (_, { ended, low, high }) =>
        ended === 0 ? <Blank /> : `${format.percent(low, 0)} – ${format.percent(high, 0)}`,
    },
    {
      title: t('outlook:churn.renewals.predicted'),
      align: 'right',
      render: (_, { predicted }) => format.percent(predicted, 0),
    },
    { title: t('outlook:churn.renewals.running'), align: 'right', render: (_, { running }) => format.number(running) },
    {
      title: t('outlook:churn.renewals.further'),
      align: 'right',
      render: (_, { further }) => digits(further, format.language, 1),
    },
  ];
  return (
    <Section
      title={<Defined by={definitions.renewals ?? ''}>{t('outlook:churn.renewals.title')}</Defined>}
      note={t('outlook:churn.renewals.note')}
    >
      {renewals.worth && <Worth worth={renewals.worth} definition={definitions.worth ?? ''} />}
      <Chart option={option} height={240} label={t('outlook:churn.renewals.label')} />
      <Reachable>
        <Table<Group>
          size="small"
          rowKey="renewals"
          columns={columns}
          dataSource={renewals.groups}
          pagination={{ pageSize: 12, hideOnSinglePage: true, showSizeChanger: false }}
          scroll={{ x: 720 }}
          style={{ marginTop: 12 }}
        />
      </Reachable>
    </Section>
  );
}

function Worth({ worth, definition }: { worth: NonNullable<Renewals['worth']>; definition: string }) {
  const { t } = useTranslation();
  const { format } = useLook();
  return (
    <div style={{ marginBottom: 16 }}>
      <Stats>
        <Stat
          label={t('outlook:churn.worth.running')}
          value={format.number(worth.running)}
          note={t('outlook:churn.worth.term', { count: Math.round(worth.termDays) })}
        />
        <Stat
          label={<Defined by={definition}>{t('outlook:churn.worth.renewals')}</Defined>}
          value={format.number(Math.round(worth.expectedRenewals))}
          note={t('outlook:churn.worth.discounted', { rate: format.percent(worth.discountRate, 0) })}
        />
        <Stat
          label={<Defined by={definition}>{t('outlook:churn.worth.money')}</Defined>}
          value={format.roundMoney(worth.expectedNetCents)}
          note={t('outlook:churn.worth.each', { money: format.roundMoney(worth.termNetCents) })}
        />
      </Stats>
    </div>
  );
}
