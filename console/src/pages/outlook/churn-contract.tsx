import { Table, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { Defined } from '../../components/defined.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Section } from '../../ui/page.tsx';
import { Reachable } from '../../ui/reachable.tsx';
import { Blank } from '../../ui/stat.tsx';
import { BackTested } from './churn-back-test.tsx';
import type { Churn } from './churn-charts.ts';
import { useLook } from './look.ts';

type Contract = NonNullable<Churn['contract']>;
type Group = Contract['groups'][number];

/** How right the warnings about plans would have been, and who renews. */
export function ContractTested({ churn, contract }: { churn: Churn; contract: Contract }) {
  const { t } = useTranslation();
  return (
    <>
      {contract.backTest ? (
        <BackTested backTest={contract.backTest} churn={churn} of="contract" trained={contract.trained} />
      ) : (
        <Section title={t('outlook:churn.tested.contract')}>
          <EmptyState title={t('outlook:churn.no_contract_test')} text={t('outlook:churn.no_contract_test_text')} />
        </Section>
      )}
      {contract.groups.length > 0 && <Groups groups={contract.groups} definition={churn.definitions.renewals ?? ''} />}
    </>
  );
}

/** Terms that make a share worth reading as it stands. */
const THIN = 30;

function Groups({ groups, definition }: { groups: readonly Group[]; definition: string }) {
  const { t } = useTranslation();
  const { format } = useLook();
  const name = ({ by, from, to }: Group) =>
    to === from
      ? t(`outlook:churn.groups.${by}_none`)
      : to === null
        ? t(`outlook:churn.groups.${by}_from`, { count: from })
        : t(`outlook:churn.groups.${by}_between`, { from, to });
  const columns: TableColumnsType<Group> = [
    { title: t('outlook:churn.groups.who'), render: (_, group) => name(group) },
    { title: t('outlook:churn.renewals.ended'), align: 'right', render: (_, { ended }) => format.number(ended) },
    { title: t('outlook:churn.renewals.renewed'), align: 'right', render: (_, { renewed }) => format.number(renewed) },
    {
      title: t('outlook:churn.renewals.interval'),
      align: 'right',
      render: (_, { ended, low, high }) =>
        ended > 0 ? `${format.percent(low, 0)} – ${format.percent(high, 0)}` : <Blank />,
    },
    {
      title: t('outlook:churn.groups.shrunken'),
      align: 'right',
      render: (_, { rate, ended }) => (
        <>
          <b>{format.percent(rate, 0)}</b>
          {ended < THIN && <small className="lk-soft"> {t('outlook:churn.groups.thin')}</small>}
        </>
      ),
    },
  ];
  return (
    <Section
      flush
      title={<Defined by={definition}>{t('outlook:churn.groups.title')}</Defined>}
      note={t('outlook:churn.groups.note')}
    >
      <Reachable>
        <Table<Group>
          size="small"
          rowKey={({ by, from }) => `${by} ${from}`}
          columns={columns}
          dataSource={[...groups]}
          pagination={false}
          scroll={{ x: 560 }}
        />
      </Reachable>
    </Section>
  );
}
