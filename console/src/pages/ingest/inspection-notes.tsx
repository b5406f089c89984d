import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Inspection } from '#modules/ingest/inspection-contract.ts';
import type { Mapped } from './mapping.ts';

type Props = {
  seen: Pick<Inspection, 'warnings' | 'columns' | 'layout' | 'rows'>;
  chosen: ReadonlyMap<number, Mapped>;
  onChange: (change: { headerRow: string; col: string[] }) => void;
};

/** Told, with nothing to decide. */
const NOTES: ReadonlySet<string> = new Set([
  'titles_above_header',
  'other_sheets',
  'merged_cells',
  'merged_left_out',
  'does_not_fit',
  'shared_out',
  'numbered_by_content',
]);

/** What in the file may be read in two ways, said before anything is written. */
export function InspectionNotes({ seen, chosen, onChange }: Props) {
  const { t } = useTranslation();
  const settled = (columns: readonly number[]) => columns.every((column) => chosen.get(column)?.dateOrder);
  const fields = new Set([...chosen.values()].map(({ field }) => field));
  const open = seen.warnings.filter(({ code, columns, detail }) => {
    if (code === 'date_order_unsure') return !settled(columns);
    if (code === 'numbered_by_content') return !fields.has(detail ?? '');
    return code !== 'shared_out' || columns.some((column) => chosen.get(column)?.ofRecord);
  });
  const names = (columns: readonly number[]) =>
    columns.map((column) => seen.columns[column]?.name ?? String(column + 1)).join(t('shell:list_comma'));
  return open.map(({ code, columns, detail }) => (
    <Alert
      key={`${code}${columns.join()}`}
      type={NOTES.has(code) ? 'info' : 'warning'}
      showIcon
      title={t(`import:warning.${code}`, { columns: names(columns), detail: detail ?? '' })}
      action={
        code === 'no_header' && (
          <Button size="small" onClick={() => onChange({ headerRow: '1', col: [] })}>
            {t('import:warning.first_row_is_header')}
          </Button>
        )
      }
    />
  ));
}
