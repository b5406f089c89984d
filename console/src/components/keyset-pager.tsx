import { LeftOutlined, RightOutlined, VerticalRightOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import { useFormat } from '../format.ts';
import { latestSearch } from '../url-state.ts';
import styles from './keyset-pager.module.css';

type Trail = { trail?: string[] };

type Keyset = { next: () => void; previous: (() => void) | null; first: (() => void) | null; pageNo: number | null };

/**
 * Keyset paging: the URL holds where this page starts (`after`), the history entry the starts of the pages before it.
 * A link opened by a colleague therefore shows the same page, and from there goes on, or back to the first.
 */
function useKeyset(next: string | null | undefined): Keyset {
  const [params] = useSearchParams();
  const location = useLocation();
  const navigate = useNavigate();
  const after = params.get('after');
  const trail = (location.state as Trail | null)?.trail ?? [];
  const go = (to: string | null, newTrail: string[]) => {
    const search = latestSearch();
    // A second press while the page it asked for is on its way is none for the page after it.
    if (search.toString() !== params.toString() || to === after) return;
    search.delete('after');
    if (to) search.set('after', to);
    void navigate({ search: search.toString() }, { state: { trail: newTrail } satisfies Trail });
  };
  return {
    next: () => next && go(next, [...trail, after ?? '']),
    previous: trail.length > 0 ? () => go(trail.at(-1) || null, trail.slice(0, -1)) : null,
    first: after && trail.length !== 1 ? () => go(null, []) : null,
    pageNo: after && trail.length === 0 ? null : trail.length + 1,
  };
}

type Props = {
  next: string | null | undefined;
  total?: { count: number; capped: boolean } | undefined;
};

export function KeysetPager({ next, total }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const keyset = useKeyset(next);
  const single = !next && !keyset.previous && !keyset.first;
  if (single && !total?.count) return null;
  return (
    <nav className={styles.pager} aria-label={t('shell:pager.label')}>
      <span className={styles.total}>
        {total &&
          t('shell:pager.total', {
            count: total.count,
            shown: `${format.number(total.count)}${total.capped ? '+' : ''}`,
          })}
      </span>
      {keyset.first && (
        <Button icon={<VerticalRightOutlined />} onClick={keyset.first}>
          {t('shell:pager.first')}
        </Button>
      )}
      {!single && <Steps keyset={keyset} next={next} />}
    </nav>
  );
}

function Steps({ keyset, next }: { keyset: Keyset; next: Props['next'] }) {
  const { t } = useTranslation();
  return (
    <>
      <Button
        icon={<LeftOutlined />}
        aria-label={t('shell:pager.previous')}
        disabled={!keyset.previous}
        onClick={() => keyset.previous?.()}
      />
      {keyset.pageNo !== null && <span className={styles.no}>{t('shell:pager.page', { page: keyset.pageNo })}</span>}
      <Button icon={<RightOutlined />} aria-label={t('shell:pager.next')} disabled={!next} onClick={keyset.next} />
    </>
  );
}
