/** What the definition on the table means right now: how many, who for example, and the whole as a sentence. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Spin } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { previewSegment, type Group } from '#modules/segments/contract.ts';
import { call } from '../../call.ts';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { CallError, tellProblem } from '../../problem.ts';
import { Section } from '../../ui/page.tsx';
import styles from './preview-panel.module.css';

const SETTLED_MS = 350;
/** What a half-written definition is refused for: no failure, just not finished. */
const UNFINISHED = new Set(['segments.bad_argument', 'segments.empty_group']);

export function PreviewPanel({ definition }: { definition: Group }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useName();
  const text = useSettled(JSON.stringify(definition));
  const settled = useMemo(() => JSON.parse(text) as Group, [text]);
  const query = useQuery({
    queryKey: [previewSegment.path, text],
    queryFn: ({ signal }) => call(previewSegment, { body: { definition: settled, samples: 10 }, signal }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const { data, error, isFetching } = query;
  const unfinished = error instanceof CallError && UNFINISHED.has(error.problem.code);
  return (
    <Section title={t('segments:preview.title')} actions={isFetching && <Spin size="small" />}>
      <div role="status" aria-live="polite">
        {error ? (
          <p className={unfinished ? 'lk-soft' : styles.problem}>
            {unfinished ? t('segments:preview.unfinished') : tellProblem(t, error)}
          </p>
        ) : (
          data && (
            <>
              <p className={styles.count}>
                {format.number(data.customers)}
                <small>
                  {t('segments:preview.of', {
                    of: format.number(data.of),
                    share: format.percent(data.of ? data.customers / data.of : 0),
                  })}
                </small>
              </p>
              <p className={styles.sentence}>
                {settled.items.length > 0 ? name(data.sentence) : t('segments:preview.everybody')}
              </p>
            </>
          )
        )}
      </div>
      {data && !error && data.samples.length > 0 && (
        <>
          <h3 className={styles.heading}>{t('segments:preview.samples')}</h3>
          <ul className={styles.samples}>
            {data.samples.map((sample) => (
              <li key={sample.customerId}>
                <Link to={paths.customer(sample.customerId)} target="_blank">
                  {sample.name ?? sample.code}
                </Link>
                <span className="lk-faint">{sample.code}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
