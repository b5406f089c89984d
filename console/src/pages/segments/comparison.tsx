/** Two segments side by side: who is in both, what they are worth, whether they come back, how they grew. */
import { Select, Table } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { compareSegments } from '#modules/segments/history-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { useFormat } from '../../format.ts';
import { read, useRead } from '../../query.ts';
import { Chart } from '../../ui/chart.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { useMode } from '../../ui/mode.ts';
import { Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { dayAxis, dayTooltip, onDay } from './day-axis.ts';
import { segmentsRead } from './reads.ts';

type Compared = ResultOf<typeof compareSegments>;
type Props = { segmentId: number; otherId: number | null; onChoose: (otherId: number) => void };

export function Comparison({ segmentId, otherId, onChoose }: Props) {
  const { t } = useTranslation();
  const segments = useRead(segmentsRead);
  const query = useRead(read(compareSegments, { params: { segmentId, otherId: otherId ?? 0 } }), {
    enabled: otherId !== null,
  });
  return (
    <Section
      title={t('segments:tab.compare')}
      note={t('segments:compare_note')}
      actions={
        <Select<number>
          style={{ width: 260 }}
          aria-label={t('segments:compare_with')}
          placeholder={t('segments:compare_with')}
          showSearch={{ optionFilterProp: 'label' }}
          value={otherId}
          options={(segments.data?.rows ?? [])
            .filter((one) => one.segmentId !== segmentId)
            .map((one) => ({ value: one.segmentId, label: one.name }))}
          onChange={onChoose}
        />
      }
    >
      {otherId === null ? (
        <EmptyState title={t('segments:compare_with')} text={t('segments:compare_text')} />
      ) : (
        <Shown query={query} lines={10}>
          {(compared) => <Sides compared={compared} />}
        </Shown>
      )}
    </Section>
  );
}

function Sides({ compared }: { compared: Compared }) {
  const { t } = useTranslation();
  const format = useFormat();
  const mode = useMode();
  const { one, other, both } = compared;
  const share = (part: number, of: number) => (of === 0 ? '–' : format.percent(part / of));
  const sides = [one, other];
  const row = (key: string, show: (side: Compared['one']) => string) => ({
    key,
    label: t(`segments:compared.${key}`),
    ...Object.fromEntries(sides.map((side, index) => [`side${index}`, show(side)])),
  });
  const option = useMemo(() => {
    const line = (side: Compared['one']) => ({
      type: 'line',
      name: side.name,
      data: side.sizes.map(({ day, size }) => onDay(day, size)),
    });
    return {
      tooltip: dayTooltip(format, mode),
      legend: { top: 0, right: 0 },
      useUTC: true,
      xAxis: dayAxis(format),
      yAxis: { type: 'value', scale: true, minInterval: 1, axisLabel: { formatter: format.shortNumber } },
      series: [line(one), line(other)],
    };
  }, [one, other, format, mode]);
  return (
    <>
      <Table<ReturnType<typeof row>>
        pagination={false}
        dataSource={[
          row('customers', (side) => format.number(side.customers)),
          row('both', (side) => `${format.number(both)} · ${share(both, side.customers)}`),
          row('net', (side) => format.money(side.netCents)),
          row('mean_net', (side) => (side.meanNetCents === null ? '–' : format.money(side.meanNetCents))),
          row('mean_orders', (side) => (side.meanOrders === null ? '–' : format.number(side.meanOrders))),
          row(
            'retention',
            (side) =>
              `${share(side.retention.customers, side.retention.of)} (${format.number(side.retention.customers)} / ${format.number(side.retention.of)})`,
          ),
        ]}
        columns={[
          { title: '', dataIndex: 'label' },
          ...sides.map((side, index) => ({ title: side.name, dataIndex: `side${index}`, align: 'right' as const })),
        ]}
      />
      <Chart option={option} height={260} label={t('segments:sizes_label')} />
    </>
  );
}
