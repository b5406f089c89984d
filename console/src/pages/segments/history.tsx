import { Table } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { getHistory } from '#modules/segments/history-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { read, useRead } from '../../query.ts';
import { Chart } from '../../ui/chart.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Section } from '../../ui/page.tsx';
import { useMode } from '../../ui/mode.ts';
import { series } from '../../ui/palette.ts';
import { Shown } from '../../ui/shown.tsx';
import { dayAxis, dayTooltip, onDay } from './day-axis.ts';

type Past = ResultOf<typeof getHistory>;

/** Size by day with who came and went, and every version of the definition. */
export function History({ segmentId }: { segmentId: number }) {
  const query = useRead(read(getHistory, { params: { segmentId } }));
  return (
    <Shown query={query} lines={12}>
      {(past) => (
        <div style={{ display: 'grid', gap: 16 }}>
          <Sizes days={past.days} />
          <Versions versions={past.versions} />
        </div>
      )}
    </Shown>
  );
}

function Sizes({ days }: Pick<Past, 'days'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const mode = useMode();
  const option = useMemo(
    () => ({
      tooltip: dayTooltip(format, mode),
      legend: { top: 0, right: 0 },
      useUTC: true,
      xAxis: dayAxis(format),
      yAxis: [
        { type: 'value', scale: true, minInterval: 1, axisLabel: { formatter: format.shortNumber } },
        { type: 'value', minInterval: 1, splitLine: { show: false }, axisLabel: { formatter: format.shortNumber } },
      ],
      series: [
        {
          type: 'bar',
          name: t('segments:entered'),
          stack: 'moves',
          yAxisIndex: 1,
          color: series[1],
          data: days.map(({ day, entered }) => onDay(day, entered)),
          barMaxWidth: 18,
        },
        {
          type: 'bar',
          name: t('segments:departed'),
          stack: 'moves',
          yAxisIndex: 1,
          color: series[4],
          data: days.map(({ day, departed }) => onDay(day, -departed)),
          barMaxWidth: 18,
        },
        {
          type: 'line',
          name: t('segments:size'),
          color: series[0],
          data: days.map(({ day, size }) => onDay(day, size)),
        },
      ],
    }),
    [days, t, format, mode],
  );
  return (
    <Section title={t('segments:sizes')} note={t('segments:sizes_note')}>
      {days.length === 0 ? (
        <EmptyState title={t('segments:not_yet')} />
      ) : (
        <Chart option={option} height={300} label={t('segments:sizes_label')} />
      )}
    </Section>
  );
}

function Versions({ versions }: Pick<Past, 'versions'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useName();
  return (
    <Section flush title={t('segments:versions')}>
      <Table<Past['versions'][number]>
        rowKey="version"
        pagination={false}
        dataSource={versions}
        columns={[
          { title: t('segments:version'), dataIndex: 'version', width: 90 },
          {
            title: t('segments:definition'),
            key: 'sentence',
            render: (_, { sentence }) => (sentence ? name(sentence) : t('segments:by_hand')),
          },
          { title: t('segments:changed_by'), dataIndex: 'changedBy', width: 140 },
          {
            title: t('segments:changed_at'),
            key: 'at',
            width: 170,
            render: (_, { changedAt }) => format.moment(changedAt),
          },
        ]}
      />
    </Section>
  );
}
