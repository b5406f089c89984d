import { useQuery } from '@tanstack/react-query';
import { Progress } from 'antd';
import { useEffect, useRef } from 'react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { getDuplicateState, listDuplicates } from '#modules/customers/duplicates-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { Defined } from '../../components/defined.tsx';
import { useFormat, type Format } from '../../format.ts';
import { queryClient, read } from '../../query.ts';
import { Section } from '../../ui/page.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import styles from './duplicates.module.css';

type Scan = NonNullable<ResultOf<typeof getDuplicateState>['scan']>;

const ASK_AGAIN_MS = 1_000;

/** Asked again while a search is on; when one ends, the list is read anew. */
export function useDuplicateState() {
  const state = useQuery({
    ...read(getDuplicateState),
    refetchInterval: (query) => {
      const now = query.state.data;
      return now && (now.waiting || now.scan?.state === 'running') ? ASK_AGAIN_MS : false;
    },
  });
  const finished = state.data?.scan?.finishedAt;
  const seen = useRef(finished);
  useEffect(() => {
    if (seen.current !== finished && finished) void queryClient.invalidateQueries({ queryKey: [listDuplicates.path] });
    seen.current = finished;
  }, [finished]);
  return state;
}

export function DuplicateState() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useDuplicateState();
  if (!data) return null;
  const { scan } = data;
  const done = scan?.state === 'done' ? scan : null;
  return (
    <Section>
      <div className={styles.state}>
        <Stats>
          <Stat
            label={t('duplicates:groups')}
            value={format.number(data.groups)}
            note={t('duplicates:groups_note', { count: data.customers })}
          />
          <Stat label={t('duplicates:apart')} value={format.number(data.toldApart)} note={t('duplicates:apart_note')} />
          <Stat
            label={<Defined by="customers.duplicate_score">{t('duplicates:threshold')}</Defined>}
            value={format.percent(data.threshold)}
            note={t('duplicates:threshold_note')}
          />
          <Stat
            label={t('duplicates:scan.title')}
            value={done ? format.date(done.finishedAt ?? done.startedAt) : null}
            note={noteOf(t, format, scan)}
          />
        </Stats>
        <Running scan={scan} waiting={data.waiting} />
      </div>
    </Section>
  );
}

function noteOf(t: TFunction, format: Format, scan: Scan | null) {
  if (!scan) return t('duplicates:scan.never');
  if (scan.state === 'failed') return t('duplicates:scan.failed');
  if (scan.state !== 'done' || scan.candidates === 0) return null;
  return t('duplicates:scan.done', {
    at: format.moment(scan.finishedAt ?? scan.startedAt),
    candidates: format.number(scan.candidates),
    seconds: format.number(scan.seconds),
  });
}

function Running({ scan, waiting }: { scan: Scan | null; waiting: boolean }) {
  const { t } = useTranslation();
  if (scan?.state !== 'running') return waiting ? <p role="status">{t('duplicates:scan.waiting')}</p> : null;
  const words = t('duplicates:scan.running', { phase: t(`duplicates:scan.phase.${scan.phase}`) });
  return (
    <div className={styles.progress} role="status">
      <span className="lk-soft">{words}</span>
      <Progress percent={percentOf(scan)} showInfo={false} aria-label={words} />
    </div>
  );
}

/** Each phase its part of the whole, by how long it takes. */
const PHASES: Record<string, { from: number; to: number }> = {
  reading: { from: 0, to: 25 },
  counting: { from: 25, to: 30 },
  keys: { from: 30, to: 65 },
  pairing: { from: 65, to: 72 },
  fitting: { from: 72, to: 80 },
  judging: { from: 80, to: 98 },
};

function percentOf({ phase, done, customers, candidates }: Scan): number {
  const part = PHASES[phase];
  if (!part) return 99;
  const all = phase === 'judging' ? candidates : phase === 'keys' ? customers : 0;
  return Math.round(part.from + (part.to - part.from) * (all > 0 ? Math.min(1, done / all) : 0));
}
