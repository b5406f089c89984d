import { Table, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { Defined } from '../../components/defined.tsx';
import { Section } from '../../ui/page.tsx';
import { Reachable } from '../../ui/reachable.tsx';
import type { Churn } from './churn-charts.ts';
import { useLook } from './look.ts';

type Renewals = NonNullable<Churn['renewals']>;
type Group = Renewals['groups'][number];

/** What became of plans that ended, beside what the model says, by renewals behind. */
export function ChurnRenewals({ renewals, definition }: { renewals: Renewals; definition: string }) {
  const { t } = useTranslation();
  const { format } = useLook();
  const columns: TableColumnsType<Group> = [
    {
      title: t('outlook:churn.renewals.behind'),
      render: (_, { renewals: behind }) => (behind === 0 ? t('outlook:churn.renewals.first') : format.number(behind)),
    },
    { title: t('outlook:churn.renewals.ended'), align: 'right', render: (_, { ended }) => format.number(ended) },
    { title: t('outlook:churn.renewals.renewed'), align: 'right', render: (_, { renewed }) => format.number(renewed) },
    { title: t('outlook:churn.renewals.rate'), align: 'right', render: (_, { rate }) => format.percent(rate, 0) },
    {
      title: t('outlook:churn.renewals.interval'),
      align: 'right',
      render: (_, { low, high }) => `${format.percent(low, 0)} – ${format.percent(high, 0)}`,
    },
    {
      title: t('outlook:churn.renewals.predicted'),
      align: 'right',
      render: (_, { predicted }) => format.percent(predicted, 0),
    },
  ];
  return (
    <Section
      title={<Defined by={definition}>{t('outlook:churn.renewals.title')}</Defined>}
      note={t('outlook:churn.renewals.note')}
    >
      <Reachable>
        <Table<Group>
          size="small"
          rowKey="renewals"
          columns={columns}
          dataSource={renewals.groups}
          pagination={false}
        />
      </Reachable>
    </Section>
  );
}
