/** How relations are called, from either end. */
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { listRelationKinds, type RelationKind, type RelationWay } from '#modules/customers/relations-contract.ts';
import { read, useRead } from '../../query.ts';

export const relationKindsRead = read(listRelationKinds);

/** `parent`, read back `parent_back`: how segments name it too. */
export const wordCode = (kind: string, way: RelationWay): string => (way === 'back' ? `${kind}_back` : kind);

export type RelationWord = { value: string; label: string; kind: RelationKind; way: RelationWay };

type Words = {
  kinds: readonly RelationKind[];
  /** Every kind in use, from each end; a mutual one once. */
  options: RelationWord[];
  word: (kind: string, way: RelationWay) => string;
};

export function useRelationWords({ enabled = true } = {}): Words {
  const { t } = useTranslation();
  const rows = useRead(relationKindsRead, { enabled }).data?.rows;
  const word = useCallback(
    (code: string, way: RelationWay) => {
      const kind = rows?.find((one) => one.code === code);
      const own = way === 'back' ? kind?.backName : kind?.name;
      return own ?? t(`terms:choice.customers.relation.${wordCode(code, way)}`, { defaultValue: code });
    },
    [rows, t],
  );
  return useMemo(() => {
    const used = (rows ?? []).filter((kind) => !kind.archived);
    const options = used.flatMap((kind) =>
      (kind.mutual ? (['forth'] as const) : (['forth', 'back'] as const)).map((way) => ({
        value: wordCode(kind.code, way),
        label: word(kind.code, way),
        kind,
        way,
      })),
    );
    return { kinds: rows ?? [], options, word };
  }, [rows, word]);
}
