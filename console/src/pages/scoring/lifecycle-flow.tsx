import { Select, Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { getFlow } from '#modules/scoring/portfolio-contract.ts';
import { Behind } from '../../components/behind.tsx';
import { Defined } from '../../components/defined.tsx';
import { useName } from '../../named.ts';
import { read, useRead } from '../../query.ts';
import { Chart } from '../../ui/chart.tsx';
import { CodeTag } from '../../ui/code-tag.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Section } from '../../ui/page.tsx';
import { Reachable } from '../../ui/reachable.tsx';
import { Shown } from '../../ui/shown.tsx';
import { useUrlState } from '../../url-state.ts';
import { monthName } from '../insights/months.ts';
import { useLook } from '../outlook/look.ts';
import { flowOption, type Flow, type FlowMonth } from './flow-chart.ts';

const urlDefaults = { months: '12', month: '' };
const PERIODS = ['6', '12', '24'];

export const flowRead = (months: string) => read(getFlow, { query: { what: 'stage', months: Number(months) || 12 } });

/** How many stood where at each month end, and who went from where to where in the one that is looked at. */
export function LifecycleFlow() {
  const { t } = useTranslation();
  const [state, setState] = useUrlState(urlDefaults);
  const query = useRead(flowRead(state.months), { keep: true });
  return (
    <Shown query={query} lines={10}>
      {(data) =>
        data.months.length === 0 ? (
          <Section title={t('scoring:flow.title')}>
            <EmptyState title={t('scoring:lifecycle.empty')} />
          </Section>
        ) : (
          <div style={{ display: 'grid', gap: 16 }}>
            <Picture
              flow={data}
              months={state.months}
              onMonths={(months) => setState({ months })}
              onMonth={(month) => setState({ month })}
            />
            <Moves flow={data} month={state.month} onMonth={(month) => setState({ month })} />
          </div>
        )
      }
    </Shown>
  );
}

type PictureProps = {
  flow: Flow;
  months: string;
  onMonths: (months: string) => void;
  onMonth: (month: string) => void;
};

function Picture({ flow, months, onMonths, onMonth }: PictureProps) {
  const { t } = useTranslation();
  const name = useName();
  const look = useLook();
  const option = useMemo(() => flowOption(flow, name, look), [flow, name, look]);
  return (
    <Section
      title={<Defined by={flow.definitions.customers ?? ''}>{t('scoring:flow.title')}</Defined>}
      note={t('scoring:flow.note', { at: look.format.moment(flow.asOf) })}
      actions={
        <Select
          aria-label={t('scoring:flow.months_label')}
          value={months}
          onChange={onMonths}
          options={[...new Set([...PERIODS, months])].map((value) => ({
            value,
            label: t('insights:retention.months', { count: Number(value) }),
          }))}
        />
      }
    >
      <Chart
        option={option}
        height={300}
        label={t('scoring:flow.label')}
        onPick={({ dataIndex }) => onMonth(flow.months[dataIndex]?.month ?? '')}
      />
    </Section>
  );
}

type Move = { from: string | null; to: string; customers: number; filters: string[] | null };

function Moves({ flow, month, onMonth }: { flow: Flow; month: string; onMonth: (month: string) => void }) {
  const { t } = useTranslation();
  const { format } = useLook();
  const chosen = flow.months.find((one) => one.month === month) ?? flow.months.at(-1);
  const columns = useColumns(flow);
  if (!chosen) return null;
  return (
    <Section
      flush
      title={t('scoring:flow.moves', { month: monthName(chosen.month, format.language) })}
      note={t('scoring:flow.moves_note')}
      actions={
        <Select
          aria-label={t('scoring:flow.month_label')}
          value={chosen.month}
          onChange={onMonth}
          options={flow.months.toReversed().map((one) => ({
            value: one.month,
            label: `${monthName(one.month, format.language)}${one.partial ? t('insights:partial_month') : ''}`,
          }))}
          popupMatchSelectWidth={false}
        />
      }
    >
      <Reachable>
        <Table
          rowKey={(row) => `${row.from} ${row.to}`}
          size="small"
          columns={columns}
          dataSource={movesOf(chosen)}
          pagination={false}
          scroll={{ x: 480 }}
          locale={{ emptyText: t('scoring:flow.nobody_moved') }}
        />
      </Reachable>
    </Section>
  );
}

function movesOf(month: FlowMonth): Move[] {
  const arrived = Object.entries(month.arrived).map(([to, customers]) => ({
    from: null,
    to,
    customers,
    filters: null,
  }));
  return [...month.moves, ...arrived].toSorted((a, b) => b.customers - a.customers);
}

function useColumns({ groups }: Flow): TableColumnsType<Move> {
  const { t } = useTranslation();
  const { format } = useLook();
  const name = useName();
  const nameOf = (code: string) => {
    const group = groups.find((one) => one.code === code);
    return group ? name(group) : code;
  };
  return [
    {
      title: t('scoring:flow.from'),
      render: (_, row) =>
        row.from === null ? (
          <span className="lk-soft">{t('scoring:flow.arrived')}</span>
        ) : (
          <CodeTag code={row.from}>{nameOf(row.from)}</CodeTag>
        ),
    },
    { title: t('scoring:flow.to'), render: (_, row) => <CodeTag code={row.to}>{nameOf(row.to)}</CodeTag> },
    {
      title: t('insights:figure.customers'),
      align: 'right',
      width: 140,
      render: (_, row) => <Behind filters={row.filters}>{format.number(row.customers)}</Behind>,
    },
  ];
}
