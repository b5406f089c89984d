import { ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useName } from '../../named.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { Section } from '../../ui/page.tsx';
import { isSame } from './same.ts';
import { NamesEditor } from './names-editor.tsx';
import {
  isEverybody,
  withBox,
  withNewRow,
  withRow,
  withRowUp,
  withoutRow,
  type TierRow,
  type TierRule,
} from './settings-edits.ts';
import { TierBoxEditor } from './tier-box-editor.tsx';
import styles from './tier-editor.module.css';

type Props = {
  rule: TierRule;
  presets: readonly (TierRule & { code: string })[];
  onChange: (rule: TierRule) => void;
  disabled: boolean;
};

const MOST_ROWS = 8;
const MOST_BOXES = 6;

/** Classes by rules asked in order: the first that holds names the customer. */
export function TierEditor({ rule, presets, onChange, disabled }: Props) {
  const { t } = useTranslation();
  const preset = presets.find(
    ({ rows, classes }) => isSame(rows, rule.rows) && isSame(codes(classes), codes(rule.classes)),
  );
  return (
    <Section
      title={t('scoring:tiers.title')}
      note={t('scoring:tiers.note')}
      actions={
        <Select
          aria-label={t('scoring:tiers.preset_label')}
          value={preset?.code ?? 'own'}
          disabled={disabled}
          popupMatchSelectWidth={false}
          onChange={(code) => {
            const chosen = presets.find((one) => one.code === code);
            if (chosen) onChange({ rows: chosen.rows, classes: chosen.classes });
          }}
          options={[
            ...presets.map(({ code }) => ({ value: code, label: t(`scoring:tiers.preset.${code}`) })),
            ...(preset ? [] : [{ value: 'own', label: t('scoring:tiers.preset.own') }]),
          ]}
        />
      }
    >
      <div className={styles.columns}>
        <div>
          <ol className={styles.rows}>
            {rule.rows.map((row, index) => (
              // Rows are told apart by their place: two may name the same class.
              <li key={`row-${String(index)}`} className={styles.row}>
                <RowEditor rule={rule} row={row} index={index} onChange={onChange} disabled={disabled} />
              </li>
            ))}
          </ol>
          {!disabled && rule.rows.length < MOST_ROWS && (
            <Button type="dashed" size="small" icon={<PlusOutlined />} onClick={() => onChange(withNewRow(rule))}>
              {t('scoring:tiers.add_row')}
            </Button>
          )}
        </div>
        <NamesEditor
          names={rule.classes}
          onChange={(classes) => onChange({ ...rule, classes })}
          disabled={disabled}
          growing={{ used: new Set(rule.rows.map(({ code }) => code)), most: MOST_ROWS, prefix: 'class' }}
        />
      </div>
    </Section>
  );
}

const codes = (classes: TierRule['classes']): string[] => classes.map(({ code }) => code);

type RowProps = { rule: TierRule; row: TierRow; index: number; onChange: (rule: TierRule) => void; disabled: boolean };

function RowEditor({ rule, row, index, onChange, disabled }: RowProps) {
  const { t } = useTranslation();
  const name = useName();
  const everybody = isEverybody(row);
  const change = (next: TierRow) => onChange(withRow(rule, index, next));
  return (
    <>
      <div className={styles.head}>
        <span className="lk-faint">{index + 1}</span>
        <Select
          aria-label={t('scoring:tiers.class_of_row', { row: index + 1 })}
          value={row.code}
          disabled={disabled}
          style={{ minWidth: 160 }}
          onChange={(code) => change({ ...row, code })}
          options={rule.classes.map((one) => ({
            value: one.code,
            label: <CodeTag code={one.code}>{name(one)}</CodeTag>,
          }))}
        />
        <span className="lk-soft">{t(everybody ? 'scoring:tiers.everybody_else' : 'scoring:tiers.when')}</span>
        <span className={styles.grow} />
        {!everybody && !disabled && (
          <>
            <Button
              type="text"
              size="small"
              icon={<ArrowUpOutlined />}
              aria-label={t('scoring:tiers.up', { row: index + 1 })}
              disabled={index === 0}
              onClick={() => onChange(withRowUp(rule, index))}
            />
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              aria-label={t('scoring:tiers.remove_row', { row: index + 1 })}
              onClick={() => onChange(withoutRow(rule, index))}
            />
          </>
        )}
      </div>
      {!everybody &&
        row.anyOf.map((box, at) => (
          <div key={`box-${String(at)}`} className={styles.box}>
            <span className={styles.join}>{at > 0 && t('scoring:tiers.or')}</span>
            <TierBoxEditor
              box={box}
              disabled={disabled}
              onChange={(next) => change(withBox(row, at, next))}
              {...(row.anyOf.length > 1 && { onRemove: () => change(withBox(row, at, null)) })}
            />
            {at === row.anyOf.length - 1 && row.anyOf.length < MOST_BOXES && !disabled && (
              <Button
                type="text"
                size="small"
                onClick={() => change({ ...row, anyOf: [...row.anyOf, { f: { min: 4 } }] })}
              >
                + {t('scoring:tiers.or')}
              </Button>
            )}
          </div>
        ))}
    </>
  );
}
