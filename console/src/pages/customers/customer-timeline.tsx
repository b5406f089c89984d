import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listTimeline } from '#modules/customers/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { call } from '../../call.ts';
import { useFormat } from '../../format.ts';
import { EmptyState } from '../../ui/empty.tsx';
import { Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { useUrlState } from '../../url-state.ts';
import type { TimelineRow } from './timeline-entry.tsx';
import { TimelineItem, together } from './timeline-item.tsx';
import styles from './customer-timeline.module.css';

const urlDefaults = { kinds: [] as readonly string[] };

/** Everything that happened, newest first, by month; narrowed by kind. */
export function CustomerTimeline({ customerId }: { customerId: number }) {
  const { t } = useTranslation();
  const [{ kinds }, setState] = useUrlState(urlDefaults);
  const query = useTimeline(customerId, kinds);
  return (
    <Section title={t('customers:timeline.title')}>
      <Shown query={query} lines={10}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.rows);
          const all = pages[0]?.kinds ?? [];
          return (
            <>
              {all.length > 1 && <Kinds all={all} chosen={kinds} onChange={(next) => setState({ kinds: next })} />}
              {rows.length === 0 && (
                <EmptyState title={t('customers:timeline.empty')} text={t('customers:timeline.empty_text')} />
              )}
              <Months rows={rows} />
              {query.hasNextPage && (
                <Button block loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  {t('customers:timeline.more')}
                </Button>
              )}
            </>
          );
        }}
      </Shown>
    </Section>
  );
}

type KindsProps = { all: readonly string[]; chosen: readonly string[]; onChange: (kinds: string[]) => void };

/** What people ask for most; the rest stands behind a press, and what is chosen is always shown. */
const FIRST = new Set(['order', 'return', 'interaction.note', 'interaction.call', 'interaction.complaint', 'task']);

/** None chosen is all. */
function Kinds({ all, chosen, onChange }: KindsProps) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(false);
  const toggle = (kind: string) =>
    onChange(chosen.includes(kind) ? chosen.filter((one) => one !== kind) : [...chosen, kind]);
  const shown = whole ? all : all.filter((kind) => FIRST.has(kind) || chosen.includes(kind));
  return (
    <div role="group" aria-label={t('customers:timeline.kinds')} className={styles.kinds}>
      <Chip pressed={chosen.length === 0} onClick={() => onChange([])}>
        {t('customers:timeline.all')}
      </Chip>
      {shown.map((kind) => (
        <Chip key={kind} pressed={chosen.includes(kind)} onClick={() => toggle(kind)}>
          {t(`customers:kind.${kind}`, { defaultValue: kind })}
        </Chip>
      ))}
      {shown.length < all.length && (
        <button type="button" className={styles.more} onClick={() => setWhole(true)}>
          {t('customers:timeline.more_kinds', { count: all.length - shown.length })}
        </button>
      )}
    </div>
  );
}

type ChipProps = { pressed: boolean; onClick: () => void; children: string };

const Chip = ({ pressed, onClick, children }: ChipProps) => (
  <button type="button" aria-pressed={pressed} className={styles.chip} onClick={onClick}>
    {children}
  </button>
);

type Page = ResultOf<typeof listTimeline>;

function useTimeline(customerId: number, kinds: readonly string[]) {
  return useInfiniteQuery({
    queryKey: [listTimeline.path, { customerId }, { kinds }],
    queryFn: ({ pageParam, signal }): Promise<Page> =>
      call(listTimeline, {
        params: { customerId },
        query: { limit: 50, after: pageParam, kinds: kinds.length > 0 ? kinds.join(',') : undefined },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    // The kinds stay in reach while those just chosen are on their way.
    placeholderData: keepPreviousData,
  });
}

function Months({ rows }: { rows: TimelineRow[] }) {
  const format = useFormat();
  const months = Map.groupBy(rows, (row) => format.month(row.at));
  return [...months].map(([month, entries]) => (
    <section key={month} aria-label={month}>
      <h3 className={styles.month}>{month}</h3>
      <ol className={styles.entries}>
        {together(entries).map((group) => (
          <TimelineItem key={group[0].key} rows={group} />
        ))}
      </ol>
    </section>
  ));
}
