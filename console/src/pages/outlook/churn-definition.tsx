import { InputNumber, Radio } from 'antd';
import type { ReactNode } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import type { ChurnSettings, getChurnSettings } from '#modules/scoring/churn-settings-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { useName } from '../../named.ts';
import styles from './outlook.module.css';

type Definition = ChurnSettings['definition'];
type NumberName = Exclude<keyof Definition, 'basis'>;

type Basis = ResultOf<typeof getChurnSettings>['bases'][number];

type Props = {
  settings: ChurnSettings;
  onChange: (part: Partial<ChurnSettings>) => void;
  disabled: boolean;
};

type DefinitionProps = Props & { bases: readonly Basis[] };

const LIMITS: Record<NumberName, { min: number; max: number; step: number }> = {
  days: { min: 7, max: 730, step: 1 },
  ratio: { min: 1, max: 20, step: 0.5 },
  minimumDays: { min: 1, max: 730, step: 1 },
  maximumDays: { min: 7, max: 730, step: 1 },
  graceDays: { min: 0, max: 180, step: 1 },
};

/** Who counts as gone: the same days for everybody, so many of one's own usual gaps, or a plan that is not renewed. */
export function ChurnDefinition({ bases, settings: { definition }, onChange, disabled }: DefinitionProps) {
  const { t } = useTranslation();
  const name = useName();
  const input = (name: NumberName) => (
    <InputNumber<number>
      {...LIMITS[name]}
      aria-label={t(`outlook:settings.${name}`)}
      value={definition[name]}
      disabled={disabled}
      style={{ width: 84 }}
      onChange={(value) => value !== null && onChange({ definition: { ...definition, [name]: value } })}
    />
  );
  const byRhythm = definition.basis === 'rhythm';
  return (
    <div className={styles.form}>
      <Line what={t('outlook:settings.basis')}>
        <Radio.Group
          value={definition.basis}
          disabled={disabled}
          onChange={(event) =>
            onChange({ definition: { ...definition, basis: event.target.value as Definition['basis'] } })
          }
          options={bases.map(({ basis, missing }) => ({
            value: basis,
            label: t(`outlook:settings.by_${basis}`),
            disabled: missing !== null && definition.basis !== basis,
          }))}
        />
      </Line>
      {bases.map(({ basis, missing }) => missing && <Missing key={basis}>{name(missing)}</Missing>)}
      {definition.basis === 'contract' && (
        <Line what={t('outlook:settings.gone')}>
          <Trans t={t} i18nKey="outlook:settings.gone_by_contract" components={{ grace: input('graceDays') }} />
        </Line>
      )}
      {byRhythm && (
        <Line what={t('outlook:settings.gone')}>
          <Trans
            t={t}
            i18nKey="outlook:settings.gone_by_rhythm"
            components={{ ratio: input('ratio'), least: input('minimumDays'), most: input('maximumDays') }}
          />
        </Line>
      )}
      <Line what={t(`outlook:settings.days_of.${definition.basis}`)}>
        <Trans t={t} i18nKey="outlook:settings.gone_by_days" components={{ days: input('days') }} />
      </Line>
    </div>
  );
}

/** What the house has no data for yet. */
export const Missing = ({ children }: { children: ReactNode }) => <p className={styles.missing}>{children}</p>;

type Bands = ChurnSettings['bands'];

/** From how many points the risk is medium and high, and how long the list is that people can work. */
export function ChurnBands({ settings: { bands, listSize }, onChange, disabled }: Props) {
  const { t } = useTranslation();
  const input = (name: keyof Bands, min: number, max: number) => (
    <InputNumber<number>
      min={min}
      max={max}
      precision={0}
      aria-label={t(`outlook:settings.${name}`)}
      value={bands[name]}
      disabled={disabled}
      status={name !== 'margin' && bands.medium >= bands.high ? 'error' : ''}
      style={{ width: 84 }}
      onChange={(value) => value !== null && onChange({ bands: { ...bands, [name]: value } })}
    />
  );
  return (
    <div className={styles.form}>
      <Line what={t('outlook:settings.medium')}>
        <Trans t={t} i18nKey="outlook:settings.medium_from" components={{ points: input('medium', 1, 99) }} />
      </Line>
      <Line what={t('outlook:settings.high')}>
        <Trans t={t} i18nKey="outlook:settings.high_from" components={{ points: input('high', 2, 100) }} />
      </Line>
      <Line what={t('outlook:settings.margin')}>
        <Trans t={t} i18nKey="outlook:settings.margin_of" components={{ points: input('margin', 0, 20) }} />
      </Line>
      <Line what={t('outlook:settings.list')}>
        <Trans
          t={t}
          i18nKey="outlook:settings.list_size"
          components={{
            size: (
              <InputNumber<number>
                min={10}
                max={100_000}
                precision={0}
                aria-label={t('outlook:settings.list')}
                value={listSize}
                disabled={disabled}
                style={{ width: 96 }}
                onChange={(value) => value !== null && onChange({ listSize: value })}
              />
            ),
          }}
        />
      </Line>
    </div>
  );
}

function Line({ what, children }: { what: string; children: ReactNode }) {
  return (
    <div className={styles.line}>
      <span className={styles.what}>{what}</span>
      {children}
    </div>
  );
}
