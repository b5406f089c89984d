import { InputNumber, Radio } from 'antd';
import type { ReactNode } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import type { LifecycleSettings } from '#modules/scoring/contract.ts';
import styles from './lifecycle-settings.module.css';

type Thresholds = LifecycleSettings['thresholds'];
type NumberName = Exclude<keyof Thresholds, 'basis'>;

type Props = {
  preset: LifecycleSettings['preset'];
  thresholds: Thresholds;
  onChange: (thresholds: Thresholds) => void;
  disabled: boolean;
};

const LIMITS: Record<NumberName, { min: number; max: number; step: number }> = {
  lostRatio: { min: 1, max: 20, step: 0.5 },
  minimumLostDays: { min: 1, max: 3_650, step: 1 },
  lostDays: { min: 1, max: 3_650, step: 1 },
  loyalOrders: { min: 2, max: 1_000, step: 1 },
  matureOrders: { min: 1, max: 1_000, step: 1 },
  matureDays: { min: 0, max: 3_650, step: 1 },
  marginRatio: { min: 0, max: 5, step: 0.1 },
  marginDays: { min: 0, max: 365, step: 1 },
};

/** The numbers of the rules as sentences to fill in; only those the chosen vocabulary and basis use are shown. */
export function LifecycleThresholds({ preset, thresholds, onChange, disabled }: Props) {
  const { t } = useTranslation();
  const byRhythm = thresholds.basis === 'rhythm';
  const input = (name: NumberName) => (
    <InputNumber<number>
      {...LIMITS[name]}
      aria-label={t(`scoring:lifecycle.${name}`)}
      value={thresholds[name]}
      disabled={disabled}
      style={{ width: 84 }}
      onChange={(value) => value !== null && onChange({ ...thresholds, [name]: value })}
    />
  );
  return (
    <div className={styles.thresholds}>
      <div className={styles.sentence}>
        <span className={styles.what}>{t('scoring:lifecycle.basis')}</span>
        <Radio.Group
          className={styles.words ?? ''}
          value={thresholds.basis}
          disabled={disabled}
          onChange={(event) => onChange({ ...thresholds, basis: event.target.value as Thresholds['basis'] })}
          options={(['rhythm', 'days'] as const).map((value) => ({ value, label: t(`scoring:lifecycle.by_${value}`) }))}
        />
      </div>
      {byRhythm && (
        <Sentence what={t('scoring:lifecycle.lost')}>
          <Trans
            t={t}
            i18nKey="scoring:lifecycle.lost_by_rhythm"
            components={{ ratio: input('lostRatio'), days: input('minimumLostDays') }}
          />
        </Sentence>
      )}
      <Sentence what={byRhythm ? t('scoring:lifecycle.lost_unknown') : t('scoring:lifecycle.lost')}>
        <Trans t={t} i18nKey="scoring:lifecycle.lost_by_days" components={{ days: input('lostDays') }} />
      </Sentence>
      {preset === 'loyalty' && (
        <Sentence what={t('scoring:lifecycle.loyal')}>
          <Trans t={t} i18nKey="scoring:lifecycle.loyal_from" components={{ orders: input('loyalOrders') }} />
        </Sentence>
      )}
      {(preset === 'four_phases' || preset === 'maturity') && (
        <Sentence what={t('scoring:lifecycle.settled')}>
          <Trans
            t={t}
            i18nKey="scoring:lifecycle.settled_from"
            components={{ orders: input('matureOrders'), days: input('matureDays') }}
          />
        </Sentence>
      )}
      <Sentence what={t('scoring:lifecycle.margin')}>
        {byRhythm ? (
          <Trans
            t={t}
            i18nKey="scoring:lifecycle.margin_by_rhythm"
            components={{ ratio: input('marginRatio'), days: input('marginDays') }}
          />
        ) : (
          <Trans t={t} i18nKey="scoring:lifecycle.margin_by_days" components={{ days: input('marginDays') }} />
        )}
      </Sentence>
    </div>
  );
}

function Sentence({ what, children }: { what: string; children: ReactNode }) {
  return (
    <div className={styles.sentence}>
      <span className={styles.what}>{what}</span>
      <span className={styles.words}>{children}</span>
    </div>
  );
}
