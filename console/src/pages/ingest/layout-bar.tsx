import { Select } from 'antd';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Inspection } from '#modules/ingest/inspection-contract.ts';
import styles from './layout-bar.module.css';

type Change = { encoding?: string; delimiter?: string; sheet?: string; headerRow?: string };
type Props = { inspection: Pick<Inspection, 'layout' | 'sheets' | 'rows'>; onChange: (change: Change) => void };

const ENCODINGS = ['utf-8', 'gb18030', 'windows-1252', 'utf-16'];
const DELIMITERS = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar', ' ': 'blanks' } as const;

/** How the file is read: as it was detected, and open to be overruled. */
export function LayoutBar({ inspection: { layout, sheets, rows }, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <div className={styles.bar}>
      {layout.encoding && (
        <Choice
          label={t('import:layout.encoding')}
          value={layout.encoding}
          options={ENCODINGS.map((value) => ({ value, label: t(`import:layout.${value}`) }))}
          onChange={(encoding) => onChange({ encoding })}
        />
      )}
      {layout.delimiter && (
        <Choice
          label={t('import:layout.delimiter')}
          value={layout.delimiter}
          options={Object.entries(DELIMITERS).map(([value, name]) => ({ value, label: t(`import:layout.${name}`) }))}
          onChange={(delimiter) => onChange({ delimiter })}
        />
      )}
      {layout.sheet !== null && (
        <Choice
          label={t('import:layout.sheet')}
          value={layout.sheet}
          options={sheets.map(({ name, hidden }) => ({
            value: name,
            label: hidden ? t('import:layout.hidden_sheet', { name }) : name,
          }))}
          onChange={(sheet) => onChange({ sheet, headerRow: '' })}
        />
      )}
      <Choice
        label={t('import:layout.header_row')}
        value={layout.headerRow === null ? 'none' : String(layout.headerRow)}
        options={[
          { value: 'none', label: t('import:layout.no_header') },
          ...rows.map(({ rowNo, cells }) => ({
            value: String(rowNo),
            label: t('import:layout.row', { rowNo, cells: cells.filter(Boolean).slice(0, 4).join(' · ') }),
          })),
        ]}
        onChange={(headerRow) => onChange({ headerRow })}
      />
    </div>
  );
}

type ChoiceProps = {
  label: string;
  value: string;
  options: { value: string; label: ReactNode }[];
  onChange: (value: string) => void;
};

export function Choice({ label, value, options, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <span id={id}>{label}</span>
      <Select
        aria-labelledby={id}
        value={value}
        options={options}
        onChange={onChange}
        popupMatchSelectWidth={false}
        style={{ width: '100%' }}
      />
    </div>
  );
}
