import { InputNumber } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { getHealth, saveHealthSettings, type HealthSettings } from '#modules/scoring/churn-contract.ts';
import { getState } from '#modules/scoring/contract.ts';
import { useOpenBehind } from '../../components/behind.tsx';
import { Defined } from '../../components/defined.tsx';
import { ImportButton } from '../../components/import-button.tsx';
import { RecomputeState } from '../../components/recompute-state.tsx';
import { useName } from '../../named.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { Chart } from '../../ui/chart.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import { ShareBar } from '../insights/share-bar.tsx';
import { useRulesDraft } from '../scoring/rules-draft.tsx';
import { JudgedAt } from './as-of.tsx';
import { checkOption, spreadOption, type Health } from './health-charts.ts';
import { digits, useLook } from './look.ts';
import styles from './outlook.module.css';

const health = () => read(getHealth);

export const loader = () => prefetch(health());

export const handle = { permission: getHealth.permission };

export function Component() {
  const { t } = useTranslation();
  const query = useRead(health());
  return (
    <Page
      title={t('outlook:health.title')}
      note={query.data ? <JudgedAt asOf={query.data.asOf} /> : t('outlook:health.note')}
    >
      <Shown query={query} lines={16}>
        {(data) => (
          <div className={styles.stack}>
            {data.mean === null ? (
              <Section>
                <EmptyState
                  title={t('outlook:health.empty')}
                  text={t('outlook:value.empty_text')}
                  action={<ImportButton />}
                />
              </Section>
            ) : (
              <Pictures health={data} mean={data.mean} />
            )}
            <Weights key={data.asOf} health={data} />
          </div>
        )}
      </Shown>
      <RecomputeState />
    </Page>
  );
}

function Pictures({ health: data, mean }: { health: Health; mean: number }) {
  const { t } = useTranslation();
  const look = useLook();
  const open = useOpenBehind();
  const { check, checkGroups, definitions, histogram } = data;
  const spread = useMemo(() => spreadOption(data, look), [data, look]);
  const checked = useMemo(() => checkOption(checkGroups, look), [checkGroups, look]);
  const { language } = look.format;
  return (
    <>
      <Section>
        <Stats>
          <Stat
            label={<Defined by={definitions.health ?? ''}>{t('outlook:health.mean')}</Defined>}
            value={look.format.number(Math.round(mean * 10) / 10)}
            note={t('outlook:health.bands', { ...data.settings.bands })}
          />
          <Stat
            label={<Defined by={definitions.check ?? ''}>{t('outlook:health.auc')}</Defined>}
            value={check && digits(check.auc, language)}
            note={
              check
                ? t('outlook:health.auc_note', { low: digits(check.low, language), high: digits(check.high, language) })
                : t('outlook:health.not_checked')
            }
          />
        </Stats>
      </Section>
      <div className={styles.halves}>
        <Section
          title={<Defined by={definitions.health ?? ''}>{t('outlook:health.spread')}</Defined>}
          note={t('outlook:health.spread_note')}
        >
          <Chart
            option={spread}
            height={260}
            label={t('outlook:health.spread_label')}
            onPick={({ dataIndex }) => open(histogram[dataIndex]?.filters)}
          />
        </Section>
        <Section
          title={<Defined by={definitions.check ?? ''}>{t('outlook:health.check')}</Defined>}
          note={t('outlook:health.check_note')}
        >
          {checkGroups.length > 0 ? (
            <Chart option={checked} height={260} label={t('outlook:health.check_label')} />
          ) : (
            <EmptyState title={t('outlook:health.not_checked')} text={t('outlook:health.not_checked_text')} />
          )}
        </Section>
      </div>
    </>
  );
}

/** What the index is made of; whoever may, changes it here. */
function Weights({ health: { settings, defaults, parts } }: { health: Health }) {
  const { t } = useTranslation();
  const name = useName();
  const { draft, change, disabled, actions, refused } = useRulesDraft<HealthSettings>(
    { settings, defaults },
    saveHealthSettings,
    [getHealth, getState],
  );
  const total = parts.reduce((sum, { code }) => sum + draft.weights[code], 0);
  return (
    <Section title={t('outlook:health.weights')} note={t('outlook:health.weights_note')} actions={actions}>
      {refused}
      {parts.map((part) => (
        <div key={part.code} className={styles.rule} style={{ gridTemplateColumns: '96px minmax(0, 1fr) 168px' }}>
          <InputNumber<number>
            min={0}
            max={100}
            aria-label={t('outlook:health.weight_of', { name: name(part) })}
            value={draft.weights[part.code]}
            disabled={disabled}
            style={{ width: 88 }}
            onChange={(value) => value !== null && change({ weights: { ...draft.weights, [part.code]: value } })}
          />
          <div>
            <b>{name(part)}</b>
            <p className={styles.hint}>{name(part.explanation)}</p>
          </div>
          <ShareBar share={total > 0 ? draft.weights[part.code] / total : 1 / parts.length} />
        </div>
      ))}
      <div className={styles.rule} style={{ gridTemplateColumns: 'minmax(0, 1fr)' }}>
        <span className={styles.line}>
          <span className="lk-soft">{t('outlook:health.good_from')}</span>
          <BandEdge name="good" draft={draft} change={change} disabled={disabled} />
          <span className="lk-soft">{t('outlook:health.fair_from')}</span>
          <BandEdge name="fair" draft={draft} change={change} disabled={disabled} />
        </span>
      </div>
    </Section>
  );
}

type EdgeProps = {
  name: keyof HealthSettings['bands'];
  draft: HealthSettings;
  change: (part: Partial<HealthSettings>) => void;
  disabled: boolean;
};

function BandEdge({ name, draft: { bands }, change, disabled }: EdgeProps) {
  const { t } = useTranslation();
  return (
    <InputNumber<number>
      min={name === 'good' ? 2 : 1}
      max={name === 'good' ? 100 : 99}
      precision={0}
      aria-label={t(`outlook:health.${name}_from`)}
      value={bands[name]}
      disabled={disabled}
      status={bands.fair >= bands.good ? 'error' : ''}
      style={{ width: 84 }}
      onChange={(value) => value !== null && change({ bands: { ...bands, [name]: value } })}
    />
  );
}
