import { Checkbox, Segmented, Select, Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { listAtRisk, type AtRisk } from '#modules/scoring/churn-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { ButtonLink } from '../../components/button-link.tsx';
import { listOf } from '../../components/behind.tsx';
import { KeysetPager } from '../../components/keyset-pager.tsx';
import { useVocabulary, useVocabularyCodes, vocabularyColor } from '../../components/vocabulary.ts';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { read, useRead } from '../../query.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Blank } from '../../ui/stat.tsx';
import { Reachable } from '../../ui/reachable.tsx';
import { RiskPoints } from './risk-points.tsx';
import styles from './outlook.module.css';

type Row = ResultOf<typeof listAtRisk>['rows'][number];

const ROWS = 25;

export const listDefaults = { band: ['high', 'medium'] as readonly string[], reason: '', sort: 'risk', after: '' };
export type ListState = { band: string[]; reason: string; sort: string; after: string };

export const atRiskRead = ({ band, reason, sort, after }: ListState) =>
  read(listAtRisk, {
    query: {
      bands: band.join(','),
      reason: reason || undefined,
      sort: sort === 'value' ? 'value' : 'risk',
      after: after || undefined,
      limit: ROWS,
    },
  });

type Props = { state: ListState; onChange: (change: Partial<ListState>) => void };

/** Who is at risk, with the three strongest reasons of each: the list to work through. */
export function ChurnList({ state, onChange }: Props) {
  const { t } = useTranslation();
  const query = useRead(atRiskRead(state), { keep: true });
  const columns = useColumns();
  const filters = [
    ...(state.band.length > 0 ? [`scoring.riskBand:is:${state.band.join(',')}`] : []),
    ...(state.reason ? [`scoring.riskReason:is:${state.reason}`] : []),
  ];
  return (
    <Section flush title={t('outlook:churn.list')} note={t('outlook:churn.list_note')}>
      <FilterBar end={<ButtonLink to={listOf(filters)}>{t('outlook:churn.as_list')}</ButtonLink>}>
        <Narrowing state={state} onChange={onChange} />
      </FilterBar>
      <Shown query={query} lines={12}>
        {({ rows, next }) => (
          <>
            <Reachable>
              <Table<Row>
                rowKey="customerId"
                size="small"
                columns={columns}
                dataSource={rows}
                pagination={false}
                scroll={{ x: 1010 }}
                locale={{
                  emptyText: <EmptyState title={t('outlook:churn.nobody')} text={t('outlook:churn.nobody_text')} />,
                }}
              />
            </Reachable>
            <KeysetPager next={next} />
          </>
        )}
      </Shown>
    </Section>
  );
}

function Narrowing({ state, onChange }: Props) {
  const { t } = useTranslation();
  const vocabulary = useVocabulary();
  const bands = useVocabularyCodes('riskBands') ?? [];
  const reasons = useVocabularyCodes('riskReasons') ?? [];
  return (
    <div className={styles.filters}>
      <Checkbox.Group
        value={state.band}
        onChange={(band) => onChange({ band, after: '' })}
        options={bands
          .toReversed()
          .toSorted((a, b) => Number(a === 'left') - Number(b === 'left'))
          .map((code) => ({ value: code, label: vocabulary('riskBands', code) }))}
      />
      <Select
        aria-label={t('outlook:churn.reason')}
        value={state.reason}
        onChange={(reason) => onChange({ reason, after: '' })}
        options={[
          { value: '', label: t('outlook:churn.any_reason') },
          ...reasons.map((code) => ({ value: code, label: vocabulary('riskReasons', code) })),
        ]}
        popupMatchSelectWidth={false}
        style={{ minWidth: 132 }}
      />
      <Segmented
        aria-label={t('outlook:churn.sort')}
        value={state.sort === 'value' ? 'value' : 'risk'}
        onChange={(sort) => onChange({ sort, after: '' })}
        options={(['risk', 'value'] as const).map((value) => ({ value, label: t(`outlook:churn.sort_${value}`) }))}
      />
    </div>
  );
}

function useColumns(): TableColumnsType<Row> {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useName();
  return useMemo(
    () => [
      {
        title: t('outlook:churn.customer'),
        fixed: 'left',
        width: 140,
        render: (_, row) => (
          <>
            <Link to={paths.customer(row.customerId)}>{row.name ?? t('customers:nameless')}</Link>
            <br />
            <small className="lk-faint">{row.code}</small>
          </>
        ),
      },
      {
        title: t('outlook:churn.risk'),
        width: 128,
        render: (_, row) => <RiskPoints points={row.points} band={row.band.code} />,
      },
      {
        title: t('outlook:churn.band'),
        width: 128,
        render: (_, row) => (
          <>
            <CodeTag color={vocabularyColor('riskBands', row.band.code) ?? ''}>{name(row.band)}</CodeTag>
            {row.since && (
              <>
                <br />
                <small className="lk-soft">{t('outlook:since', { date: format.date(row.since) })}</small>
              </>
            )}
          </>
        ),
      },
      {
        title: t('outlook:churn.reasons'),
        width: 330,
        render: (_, row) => <ReasonLines reasons={row.reasons} />,
      },
      {
        title: t('outlook:value.current'),
        align: 'right',
        width: 104,
        render: (_, row) => format.roundMoney(row.currentNetCents),
      },
      {
        title: t('outlook:value.expected'),
        align: 'right',
        width: 104,
        render: (_, row) => format.roundMoney(row.expectedNetCents),
      },
      {
        title: t('outlook:churn.owner'),
        width: 100,
        ellipsis: true,
        render: (_, row) => row.ownerName ?? <Blank />,
      },
    ],
    [t, format, name],
  );
}

/** The reasons in words, the strongest dark. */
export function ReasonLines({
  reasons,
}: {
  reasons: readonly Pick<AtRisk['reasons'][number], 'code' | 'zh' | 'en'>[];
}) {
  const name = useName();
  if (reasons.length === 0) return <Blank />;
  return (
    <ul className={styles.reasons}>
      {reasons.map((reason) => (
        <li key={reason.code}>{name(reason)}</li>
      ))}
    </ul>
  );
}
