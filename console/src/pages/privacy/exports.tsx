import { InputNumber, Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LoaderFunctionArgs } from 'react-router';
import { listExports } from '#modules/access/exports-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { KeysetPager } from '../../components/keyset-pager.tsx';
import { useFormat } from '../../format.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { EmptyState } from '../../ui/empty.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Reachable } from '../../ui/reachable.tsx';
import { Shown } from '../../ui/shown.tsx';
import { stateOf, useUrlState } from '../../url-state.ts';
import styles from './privacy.module.css';

type Row = ResultOf<typeof listExports>['rows'][number];

const urlDefaults = { number: '', after: '' };

const exportsRead = ({ number, after }: typeof urlDefaults) =>
  read(listExports, { query: { after, ...(number && { exportId: number }) } });

export const loader = ({ request }: LoaderFunctionArgs) => prefetch(exportsRead(stateOf(urlDefaults, request)));

export const handle = { permission: listExports.permission };

/** Lists that left the house. The number stands in every row of the file: type it in to see who took it. */
export function Component() {
  const { t } = useTranslation();
  const format = useFormat();
  const [state, setState] = useUrlState(urlDefaults);
  const found = useRead(exportsRead(state), { keep: true });
  const columns: TableColumnsType<Row> = useMemo(
    () => [
      { title: t('privacy:exports.number'), dataIndex: 'exportId', width: 90, render: (id: number) => `#${id}` },
      { title: t('privacy:exports.at'), dataIndex: 'at', width: 180, render: (at: string) => format.moment(at) },
      { title: t('privacy:exports.by'), dataIndex: 'actorName', width: 140, ellipsis: true },
      {
        title: t('privacy:exports.what'),
        key: 'what',
        width: 180,
        ellipsis: true,
        render: (_, { what, query }) =>
          t(`privacy:exports.list.${what}`, {
            name: typeof query.name === 'string' ? query.name : '',
            defaultValue: what,
          }),
      },
      { title: t('privacy:exports.reason'), dataIndex: 'reason' },
      {
        title: t('privacy:exports.rows'),
        dataIndex: 'rows',
        width: 110,
        align: 'right',
        render: (rows: number | null) => (rows === null ? '–' : format.number(rows)),
      },
      {
        title: t('privacy:exports.values'),
        dataIndex: 'masked',
        width: 120,
        render: (masked: boolean) => (
          <span className={masked ? styles.plain : styles.warn}>
            {t(masked ? 'privacy:exports.masked' : 'privacy:exports.clear')}
          </span>
        ),
      },
    ],
    [t, format],
  );
  return (
    <Page title={t('privacy:exports.title')} note={t('privacy:exports.note')}>
      <Section flush>
        <FilterBar>
          <InputNumber
            min={1}
            precision={0}
            controls={false}
            value={state.number ? Number(state.number) : null}
            placeholder={t('privacy:exports.find')}
            aria-label={t('privacy:exports.find')}
            style={{ width: 220 }}
            onChange={(number) => setState({ number: number ? String(number) : '', after: '' })}
          />
        </FilterBar>
        <Shown query={found} lines={8}>
          {({ rows, next }) => (
            <>
              <Reachable>
                <Table<Row>
                  rowKey="exportId"
                  size="small"
                  columns={columns}
                  dataSource={rows}
                  pagination={false}
                  scroll={{ x: 960 }}
                  locale={{
                    emptyText: <EmptyState title={t('privacy:exports.empty')} text={t('privacy:exports.empty_text')} />,
                  }}
                />
              </Reachable>
              <KeysetPager next={next} />
            </>
          )}
        </Shown>
      </Section>
    </Page>
  );
}
