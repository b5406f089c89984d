import { Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Behind } from '../../components/behind.tsx';
import { useFormat } from '../../format.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { series } from '../../ui/palette.ts';
import { Blank } from '../../ui/stat.tsx';
import { Reachable } from '../../ui/reachable.tsx';
import { ShareBar } from '../insights/share-bar.tsx';
import { colorIn, type Group, type MoveLink, type Portfolio } from './portfolio-charts.ts';

type Names = (code: string | null) => string;

export function MixTable({ portfolio, nameOf }: { portfolio: Portfolio; nameOf: Names }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { what, groups } = portfolio;
  const columns = useMemo<TableColumnsType<Group>>(
    () => [
      {
        title: t('outlook:portfolio.group'),
        fixed: 'left',
        width: 144,
        render: (_, row) => (
          <Behind filters={row.customers > 0 ? row.filters : null}>
            <CodeTag color={colorIn(what, row.code)}>{nameOf(row.code)}</CodeTag>
          </Behind>
        ),
      },
      {
        title: t('insights:figure.customers'),
        align: 'right',
        width: 88,
        sorter: (a, b) => a.customers - b.customers,
        render: (_, row) => format.number(row.customers),
      },
      {
        title: t('insights:rfm.share_of_customers'),
        width: 128,
        render: (_, row) => <ShareBar share={row.share} color={colorIn(what, row.code)} />,
      },
      {
        title: t('outlook:value.current'),
        align: 'right',
        width: 120,
        sorter: (a, b) => a.currentNetCents - b.currentNetCents,
        render: (_, row) => format.roundMoney(row.currentNetCents),
      },
      {
        title: t('outlook:value.share'),
        width: 120,
        render: (_, row) => <ShareBar share={row.currentShare} color={series[1]} />,
      },
      {
        title: t('outlook:value.expected'),
        align: 'right',
        width: 120,
        sorter: (a, b) => a.expectedNetCents - b.expectedNetCents,
        render: (_, row) => format.roundMoney(row.expectedNetCents),
      },
      { title: t('outlook:value.share'), width: 120, render: (_, row) => <ShareBar share={row.expectedShare} /> },
    ],
    [what, nameOf, t, format],
  );
  return (
    <Reachable>
      <Table rowKey="code" size="small" columns={columns} dataSource={groups} pagination={false} scroll={{ x: 860 }} />
    </Reachable>
  );
}

type Row = { code: string | null; total: number; cells: Map<string, MoveLink> };

/** The picture in figures: a row for where they stood, a column for where they stand; the diagonal stayed. */
export function MoveTable({ portfolio, nameOf }: { portfolio: Portfolio; nameOf: Names }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { what, links, groups } = portfolio;
  const rows = useMemo(() => rowsOf(links, groups), [links, groups]);
  const columns = useMemo<TableColumnsType<Row>>(
    () => [
      {
        title: t('outlook:portfolio.from_to'),
        fixed: 'left',
        width: 150,
        render: (_, row) =>
          row.code === null ? (
            <span className="lk-soft">{nameOf(null)}</span>
          ) : (
            <CodeTag color={colorIn(what, row.code)}>{nameOf(row.code)}</CodeTag>
          ),
      },
      ...groups.map((group) => ({
        title: nameOf(group.code),
        align: 'right' as const,
        width: 104,
        render: (_: unknown, row: Row) => {
          const link = row.cells.get(group.code);
          if (!link) return <Blank />;
          const stayed = row.code === group.code;
          return (
            <Behind filters={link.filters}>
              {stayed ? <b>{format.number(link.customers)}</b> : format.number(link.customers)}
              <small className="lk-faint"> {format.percent(link.customers / row.total, 0)}</small>
            </Behind>
          );
        },
      })),
      {
        title: t('outlook:portfolio.total'),
        align: 'right',
        width: 84,
        render: (_, row) => format.number(row.total),
      },
    ],
    [what, groups, nameOf, t, format],
  );
  return (
    <Reachable>
      <Table
        rowKey={(row) => row.code ?? ''}
        size="small"
        columns={columns}
        dataSource={rows}
        pagination={false}
        scroll={{ x: 234 + groups.length * 104 }}
      />
    </Reachable>
  );
}

function rowsOf(links: readonly MoveLink[], groups: readonly Group[]): Row[] {
  return [...groups.map(({ code }) => code), null].flatMap((code) => {
    const theirs = links.filter((link) => link.from === code);
    if (theirs.length === 0) return [];
    return {
      code,
      total: theirs.reduce((sum, link) => sum + link.customers, 0),
      cells: new Map(theirs.map((link) => [link.to, link])),
    };
  });
}
