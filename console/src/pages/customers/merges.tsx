import { Button, Popconfirm, Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, type LoaderFunctionArgs } from 'react-router';
import { getCustomer, listCustomers, listTimeline } from '#modules/customers/contract.ts';
import { listDuplicates } from '#modules/customers/duplicates-contract.ts';
import { listMerges, undoMerge } from '#modules/customers/merge-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { ButtonLink } from '../../components/button-link.tsx';
import { KeysetPager } from '../../components/keyset-pager.tsx';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead, useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Shown } from '../../ui/shown.tsx';
import { stateOf, useUrlState } from '../../url-state.ts';
import { useMoved } from './merge-words.ts';
import styles from './merges.module.css';

type Entry = ResultOf<typeof listMerges>['rows'][number];
type MergedRecord = Entry['records'][number];

const urlDefaults = { customer: '', after: '' };

const merges = ({ customer, after }: typeof urlDefaults) =>
  read(listMerges, { query: { customerId: customer ? Number(customer) : undefined, after } });

export const loader = ({ request }: LoaderFunctionArgs) => prefetch(merges(stateOf(urlDefaults, request)));

export const handle = { permission: listMerges.permission };

function NothingMerged() {
  const { t } = useTranslation();
  const opensDuplicates = useCan()(listDuplicates.permission);
  return (
    <EmptyState
      title={t('merge:none')}
      text={t('merge:none_text')}
      action={opensDuplicates && <ButtonLink to={paths.duplicates()}>{t('duplicates:title')}</ButtonLink>}
    />
  );
}

/** Who merged what into what, and the way back. */
export function Component() {
  const { t } = useTranslation();
  const [state, setState] = useUrlState(urlDefaults);
  const found = useRead(merges(state), { keep: true });
  const undo = useSend(undoMerge, { ends: [listMerges, listCustomers, getCustomer, listTimeline] });
  const columns = useColumns((entry, records) =>
    undo.mutateAsync({
      params: { mergeId: entry.mergeId },
      body: { customerIds: records.map((one) => one.customerId) },
    }),
  );
  return (
    <Page
      title={t('merge:history')}
      note={t('merge:undo_rule')}
      actions={state.customer && <Button onClick={() => setState(urlDefaults)}>{t('merge:of_everybody')}</Button>}
    >
      {undo.error && <ProblemNote error={undo.error} />}
      <Section flush>
        <Shown query={found} lines={8}>
          {({ rows, next }) => (
            <>
              <Table<Entry>
                rowKey="mergeId"
                columns={columns}
                dataSource={rows}
                pagination={false}
                scroll={rows.length > 0 ? { x: 960 } : {}}
                locale={{ emptyText: <NothingMerged /> }}
              />
              <KeysetPager next={next} />
            </>
          )}
        </Shown>
      </Section>
    </Page>
  );
}

function useColumns(onUndo: (entry: Entry, records: MergedRecord[]) => Promise<unknown>): TableColumnsType<Entry> {
  const { t } = useTranslation();
  const format = useFormat();
  const moved = useMoved();
  const mayUndo = useCan()(undoMerge.permission);
  return useMemo(
    () => [
      { title: t('merge:at'), dataIndex: 'mergedAt', width: 170, render: (at: string) => format.moment(at) },
      { title: t('merge:by'), dataIndex: 'mergedByName', width: 120, ellipsis: true },
      {
        title: t('merge:records'),
        key: 'records',
        render: (_, entry) => (
          <Records records={entry.records} onUndo={mayUndo ? (record) => onUndo(entry, [record]) : null} />
        ),
      },
      {
        title: t('merge:into'),
        key: 'survivor',
        render: (_, { survivor }) => <Link to={paths.customer(survivor.customerId)}>{titleOf(survivor)}</Link>,
      },
      {
        title: t('merge:moved'),
        dataIndex: 'moved',
        render: (rows: Entry['moved']) => moved(rows) || t('merge:nothing'),
      },
      {
        title: <span className="lk-hidden">{t('merge:undo')}</span>,
        key: 'undo',
        width: 110,
        align: 'right',
        render: (_, entry) => {
          const open = entry.records.filter((one) => one.undoable);
          if (!mayUndo || open.length === 0) return null;
          return <Undo onConfirm={() => onUndo(entry, open)} label={t('merge:undo')} />;
        },
      },
    ],
    [t, format, moved, mayUndo, onUndo],
  );
}

const titleOf = ({ name, code }: { name: string | null; code: string }) => [name, code].filter(Boolean).join(' · ');

type RecordsProps = { records: readonly MergedRecord[]; onUndo: ((record: MergedRecord) => Promise<unknown>) | null };

/** Several records of one merge can be taken out one by one. */
function Records({ records, onUndo }: RecordsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ul className={styles.records}>
      {records.map((record) => (
        <li key={record.customerId}>
          <Link to={paths.customer(record.customerId)}>{titleOf(record)}</Link>
          {record.undoneAt && (
            <span className={styles.undone}>
              {t('merge:undone', { at: format.moment(record.undoneAt), by: record.undoneByName })}
            </span>
          )}
          {onUndo && record.undoable && records.length > 1 && (
            <Undo small onConfirm={() => onUndo(record)} label={t('merge:undo_single')} />
          )}
        </li>
      ))}
    </ul>
  );
}

type UndoProps = { label: string; small?: boolean; onConfirm: () => Promise<unknown> };

function Undo({ label, small = false, onConfirm }: UndoProps) {
  const { t } = useTranslation();
  return (
    <Popconfirm
      title={t('merge:undo_title')}
      description={<p className={styles.rule}>{t('merge:undo_rule')}</p>}
      okText={t('merge:undo')}
      onConfirm={() => onConfirm().catch(() => undefined)}
    >
      <Button size={small ? 'small' : 'middle'} type={small ? 'link' : 'default'}>
        {label}
      </Button>
    </Popconfirm>
  );
}
