/** What the definition on the table means right now: how many, who for example and why, and the whole as a sentence. */
import { PieChartOutlined, QuestionCircleOutlined } from '@ant-design/icons';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Drawer, Spin } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { previewSegment, type Group } from '#modules/segments/contract.ts';
import { previewSummary } from '#modules/segments/summary-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { call } from '../../call.ts';
import { CustomerSelect } from '../../components/customer-select.tsx';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { CallError, tellProblem } from '../../problem.ts';
import { Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { PreviewReasons } from './reasons.tsx';
import { Summary } from './summary.tsx';
import styles from './preview-panel.module.css';

const SETTLED_MS = 350;
/** What a half-written definition is refused for: no failure, just not finished. */
const UNFINISHED = new Set(['segments.bad_argument', 'segments.empty_group']);

type Preview = ResultOf<typeof previewSegment>;

export function PreviewPanel({ definition }: { definition: Group }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<number | null>(null);
  const [looking, setLooking] = useState(false);
  const { data, error, isFetching, settled, busy } = usePreview(definition);
  const unfinished = error instanceof CallError && UNFINISHED.has(error.problem.code);
  const shown = error ? undefined : data;
  return (
    <Section title={t('segments:preview.title')} actions={isFetching && <Spin size="small" />}>
      <div role="status" aria-live="polite" aria-busy={busy}>
        {error && (
          <p className={unfinished ? 'lk-soft' : styles.problem}>
            {unfinished ? t('segments:preview.unfinished') : tellProblem(t, error)}
          </p>
        )}
        {shown && <Figures preview={shown} empty={settled.items.length === 0} />}
      </div>
      {shown && shown.customers > 0 && (
        <Button block icon={<PieChartOutlined />} onClick={() => setLooking(true)} className={styles.look ?? ''}>
          {t('segments:summary.look')}
        </Button>
      )}
      {shown && shown.samples.length > 0 && (
        <Samples samples={shown.samples} onAsk={settled.items.length > 0 ? setAsked : null} />
      )}
      {shown && settled.items.length > 0 && (
        <>
          <h3 className={styles.heading}>{t('segments:why_for')}</h3>
          <div className={styles.ask}>
            <CustomerSelect aria-label={t('segments:why_for')} onChange={setAsked} />
          </div>
        </>
      )}
      <Drawer
        open={looking}
        size={880}
        title={t('segments:summary.look_title')}
        onClose={() => setLooking(false)}
        destroyOnHidden
      >
        <Look definition={settled} />
      </Drawer>
      <Drawer
        open={asked !== null}
        size={520}
        title={t('segments:preview.why_title')}
        onClose={() => setAsked(null)}
        destroyOnHidden
      >
        {asked !== null && <PreviewReasons definition={settled} customerId={asked} />}
      </Drawer>
    </Section>
  );
}

function Look({ definition }: { definition: Group }) {
  const query = useQuery({
    queryKey: [previewSummary.path, definition],
    queryFn: ({ signal }) => call(previewSummary, { body: { definition }, signal }),
    retry: false,
  });
  return (
    <Shown query={query} lines={12}>
      {(data) => <Summary summary={data} filters={null} />}
    </Shown>
  );
}

function usePreview(definition: Group) {
  const now = JSON.stringify(definition);
  const text = useSettled(now);
  const settled = useMemo(() => JSON.parse(text) as Group, [text]);
  const query = useQuery({
    queryKey: [previewSegment.path, text],
    queryFn: ({ signal }) => call(previewSegment, { body: { definition: settled, samples: 10 }, signal }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  return { ...query, settled, busy: query.isFetching || text !== now };
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

function Figures({ preview, empty }: { preview: Preview; empty: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useName();
  return (
    <>
      <p className={styles.count}>
        {format.number(preview.customers)}
        <small>
          {t('segments:preview.of', {
            of: format.number(preview.of),
            share: format.percent(preview.of ? preview.customers / preview.of : 0),
          })}
        </small>
      </p>
      <p className={`${styles.sentence} lk-sentence`}>
        {empty ? t('segments:preview.everybody') : name(preview.sentence)}
      </p>
    </>
  );
}

type SamplesProps = { samples: Preview['samples']; onAsk: ((customerId: number) => void) | null };

function Samples({ samples, onAsk }: SamplesProps) {
  const { t } = useTranslation();
  return (
    <>
      <h3 className={styles.heading}>{t('segments:preview.samples')}</h3>
      <ul className={styles.samples}>
        {samples.map(({ customerId, name, code }) => (
          <li key={customerId}>
            <Link to={paths.customer(customerId)} target="_blank">
              {name ?? code}
            </Link>
            <span className="lk-faint">{code}</span>
            {onAsk && (
              <Button
                type="text"
                size="small"
                icon={<QuestionCircleOutlined />}
                aria-label={t('segments:preview.why_of', { name: name ?? code })}
                title={t('segments:why')}
                onClick={() => onAsk(customerId)}
              />
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
