import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { previewMerge } from '#modules/customers/merge-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';

export type Preview = ResultOf<typeof previewMerge>;

/** "12 orders, 3 identities": what went over or would. */
export function useMoved(): (moves: readonly { what: string; rows: number }[]) => string {
  const { t } = useTranslation();
  return useCallback(
    (moves) => moves.map(({ what, rows }) => t(`merge:what.${what}`, { count: rows })).join(t('shell:list_comma')),
    [t],
  );
}
