import { Table, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { MEASURES, bandText, rawText, type Measure } from '../../components/rfm-words.ts';
import { useFormat } from '../../format.ts';
import { Section } from '../../ui/page.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import type { Model } from './rfm-map.ts';

type Row = { score: number };
const SCORES: Row[] = [5, 4, 3, 2, 1].map((score) => ({ score }));

/** Which raw values get which score: the limits everybody is held against until the next judgement. */
export function RfmThresholds({ model }: { model: Model }) {
  const { t } = useTranslation();
  const columns = useColumns(model);
  return (
    <>
      <Section
        flush
        title={t('insights:rfm.thresholds')}
        note={t('insights:rfm.thresholds_note', { method: t(`scoring:method.${model.method}`) })}
      >
        <Table
          rowKey="score"
          size="small"
          columns={columns}
          dataSource={SCORES}
          pagination={false}
          scroll={{ x: 640 }}
        />
      </Section>
      <Section title={t('insights:rfm.means')} note={t(`insights:rfm.means_${model.means.basis}`)}>
        <Means model={model} />
      </Section>
    </>
  );
}

function useColumns(model: Model): TableColumnsType<Row> {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    { title: t('insights:rfm.score'), width: 88, render: (_, { score }) => <b>{score}</b> },
    ...MEASURES.map((measure) => ({
      title: t(`scoring:measure.${measure}`),
      render: (_: unknown, { score }: Row) => {
        const band = model.bands[measure].find((one) => one.score === score);
        const text = band ? bandText(measure, band, t, format) : null;
        if (!band || text === null) return <span className="lk-faint">{t('insights:rfm.nobody')}</span>;
        return (
          <>
            {text}
            {band.tied && <span className="lk-faint"> {t('insights:rfm.tied')}</span>}
          </>
        );
      },
    })),
  ];
}

/** What high is held against for the eight classes. */
function Means({ model: { means } }: { model: Model }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = (measure: Measure, value: number) =>
    means.basis === 'score' ? format.number(value) : rawText(measure, value, t, format);
  return (
    <Stats>
      {(['r', 'f', 'm'] as const).map((key, index) => {
        const measure = MEASURES[index] ?? 'recencyDays';
        return (
          <Stat
            key={key}
            label={`${key.toUpperCase()} ${t(`scoring:measure.${measure}`)}`}
            value={text(measure, means[key])}
          />
        );
      })}
    </Stats>
  );
}
