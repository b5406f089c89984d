import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { class8Keys, type RfmSettings } from '#modules/scoring/contract.ts';
import { useName } from '../../named.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { Section } from '../../ui/page.tsx';
import { NamesEditor } from './names-editor.tsx';
import styles from './class8-editor.module.css';

type Class8 = RfmSettings['class8'];
type Props = { rule: Class8; onChange: (rule: Class8) => void; disabled: boolean };

const HIGH = ['mean_score', 'mean_value', 'four'] as const;

/** High or low in each of R, F and M: what each of the eight combinations is called. */
export function Class8Editor({ rule, onChange, disabled }: Props) {
  const { t } = useTranslation();
  return (
    <Section title={t('scoring:class8.title')} note={t('scoring:class8.note')}>
      <div className={styles.high}>
        <span id="class8-high">{t('scoring:class8.high')}</span>
        <Select
          aria-labelledby="class8-high"
          value={rule.high}
          disabled={disabled}
          onChange={(high) => onChange({ ...rule, high })}
          options={HIGH.map((value) => ({ value, label: t(`scoring:class8.high_${value}`) }))}
          popupMatchSelectWidth={false}
        />
      </div>
      <div className={styles.columns}>
        <Table rule={rule} onChange={onChange} disabled={disabled} />
        <NamesEditor names={rule.classes} onChange={(classes) => onChange({ ...rule, classes })} disabled={disabled} />
      </div>
    </Section>
  );
}

function Table({ rule, onChange, disabled }: Props) {
  const { t } = useTranslation();
  const name = useName();
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('scoring:class8.r')}</th>
          <th scope="col">{t('scoring:class8.f')}</th>
          <th scope="col">{t('scoring:class8.m')}</th>
          <th scope="col">{t('scoring:class8.class')}</th>
        </tr>
      </thead>
      <tbody>
        {class8Keys.map((key) => (
          <tr key={key}>
            {['r', 'f', 'm'].map((measure, index) => (
              <td key={measure} className={key[index] === '1' ? styles.up : styles.down}>
                {t(key[index] === '1' ? 'scoring:class8.is_high' : 'scoring:class8.is_low')}
              </td>
            ))}
            <td>
              <Select
                aria-label={`${t('scoring:class8.class')} ${key}`}
                value={rule.table[key]}
                disabled={disabled}
                variant="filled"
                style={{ width: '100%' }}
                onChange={(code) => onChange({ ...rule, table: { ...rule.table, [key]: code } })}
                options={rule.classes.map((one) => ({
                  value: one.code,
                  label: <CodeTag code={one.code}>{name(one)}</CodeTag>,
                }))}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
