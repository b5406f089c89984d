import { InputNumber, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { monetaryBasis, rfmMethod, type RfmSettings } from '#modules/scoring/contract.ts';
import { MEASURES, type Measure } from '../../components/rfm-words.ts';
import { useFormat } from '../../format.ts';
import { Section } from '../../ui/page.tsx';
import styles from './scores-section.module.css';

type Props = { settings: RfmSettings; onChange: (part: Partial<RfmSettings>) => void; disabled: boolean };

/** How days, orders and money become scores from 1 to 5. */
export function ScoresSection({ settings, onChange, disabled }: Props) {
  const { t } = useTranslation();
  return (
    <Section title={t('scoring:rfm.scores')} note={t('scoring:rfm.scores_note')}>
      <Radio.Group
        className={styles.methods}
        value={settings.method}
        disabled={disabled}
        onChange={(event) => onChange({ method: rfmMethod.parse(event.target.value) })}
      >
        {rfmMethod.options.map((method) => (
          <Radio key={method} value={method} className={styles.method}>
            <b>{t(`scoring:method.${method}`)}</b>
            <small>{t(`scoring:method_note.${method}`)}</small>
          </Radio>
        ))}
      </Radio.Group>
      <div className={styles.monetary}>
        <span>{t('scoring:rfm.monetary')}</span>
        <Radio.Group
          value={settings.monetary}
          disabled={disabled}
          onChange={(event) => onChange({ monetary: monetaryBasis.parse(event.target.value) })}
          options={monetaryBasis.options.map((value) => ({ value, label: t(`scoring:monetary.${value}`) }))}
        />
      </div>
      {settings.method === 'fixed' && (
        <div>
          {MEASURES.map((measure) => (
            <Edges
              key={measure}
              measure={measure}
              edges={settings.edges[measure]}
              disabled={disabled}
              onChange={(edges) => onChange({ edges: { ...settings.edges, [measure]: edges } })}
            />
          ))}
        </div>
      )}
    </Section>
  );
}

type Four = RfmSettings['edges']['orders'];
type EdgesProps = { measure: Measure; edges: Four; disabled: boolean; onChange: (edges: Four) => void };

/** Recency reads downwards (within 30 days is a 5), orders and money upwards (10 or more is a 5). */
function Edges({ measure, edges, disabled, onChange }: EdgesProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const down = measure === 'recencyDays';
  const money = measure === 'monetaryCents';
  return (
    <div className={styles.edges} role="group" aria-label={t(`scoring:measure.${measure}`)}>
      <h3>{t(`scoring:measure.${measure}`)}</h3>
      {edges.map((edge, index) => {
        const score = down ? 5 - index : index + 2;
        const label = t('scoring:rfm.edge', { score, sign: down ? '≤' : '≥' });
        return (
          <InputNumber<number>
            // The four places are what they are; there is nothing else to tell them apart by.
            key={`edge-${score}`}
            prefix={<span className="lk-soft">{label}</span>}
            aria-label={`${t(`scoring:measure.${measure}`)} ${label}`}
            value={money ? format.fromCents(edge) : edge}
            min={0}
            controls={false}
            {...(!money && { precision: 0 })}
            disabled={disabled}
            status={index > 0 && edge <= (edges[index - 1] ?? 0) ? 'error' : ''}
            style={{ width: '100%' }}
            onChange={(value) => {
              const next = [...edges] as Four;
              next[index] = money ? format.toCents(value ?? 0) : (value ?? 0);
              onChange(next);
            }}
          />
        );
      })}
    </div>
  );
}
