import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** "12 orders, 3 identities": what went over or would. */
export function useMoved(): (moves: readonly { what: string; rows: number }[]) => string {
  const { t } = useTranslation();
  return useCallback(
    (moves) => moves.map(({ what, rows }) => t(`merge:what.${what}`, { count: rows })).join(t('shell:list_comma')),
    [t],
  );
}
