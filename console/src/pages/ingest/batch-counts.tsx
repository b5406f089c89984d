import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format.ts';
import { Stat, Stats } from '../../ui/stat.tsx';

type Counts = Readonly<Record<string, number>>;

/** What every kind counts, in this order; what a kind counts beside follows where there is any. */
const USUAL = ['rows', 'created', 'updated', 'unchanged', 'invalid'];
/** Told with `invalid`. */
const TOLD_ELSEWHERE = new Set(['heldBack']);

export function BatchCounts({ counts }: { counts: Counts }) {
  const { t } = useTranslation();
  const format = useFormat();
  const own = Object.keys(counts).filter(
    (key) => !USUAL.includes(key) && !TOLD_ELSEWHERE.has(key) && counts[key] !== 0,
  );
  return (
    <Stats>
      {[...USUAL.filter((key) => key in counts), ...own].map((key) => {
        const count = counts[key] ?? 0;
        return (
          <Stat
            key={key}
            label={t(`import:count.${key}`, { defaultValue: key })}
            value={format.number(count)}
            {...noteOf(key, counts, t, format.number)}
          />
        );
      })}
    </Stats>
  );
}

function noteOf(
  key: string,
  counts: Counts,
  t: ReturnType<typeof useTranslation>['t'],
  number: (value: number) => string,
): { note?: string; tone?: 'bad' | 'warn' } {
  const count = counts[key] ?? 0;
  if (key === 'invalid' && count > 0) {
    const heldBack = counts['heldBack'] ?? 0;
    const note =
      heldBack > 0
        ? t('import:count.of_them_held_back', { count: heldBack, shown: number(heldBack) })
        : t('import:count.not_imported');
    return { note, tone: 'bad' };
  }
  if (key === 'conflicts' && count > 0) return { note: t('import:count.conflicts_note'), tone: 'warn' };
  if (key === 'alike' && count > 0) return { note: t('import:count.alike_note'), tone: 'warn' };
  if (key === 'unmatched' && count > 0) return { note: t('import:count.unmatched_note'), tone: 'warn' };
  return {};
}
