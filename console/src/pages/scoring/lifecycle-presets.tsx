import { Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { getLifecycleSettings, LifecycleSettings } from '#modules/scoring/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { useName } from '../../named.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import styles from './lifecycle-settings.module.css';

export type LifecyclePresets = ResultOf<typeof getLifecycleSettings>['presets'];
type Stages = z.input<(typeof getLifecycleSettings.response & object)['shape']['definition']>['stages'];

type Props = {
  settings: LifecycleSettings;
  presets: LifecyclePresets;
  onChange: (part: Partial<LifecycleSettings>) => void;
  disabled: boolean;
};

/** The vocabularies to choose from, each drawn as the way a customer goes. */
export function PresetChoice({ settings, presets, onChange, disabled }: Props) {
  const { t } = useTranslation();
  return (
    <Radio.Group
      className={styles.presets}
      value={settings.preset}
      disabled={disabled}
      onChange={(event) => onChange({ preset: event.target.value as LifecycleSettings['preset'], labels: {} })}
    >
      {presets.map(({ code, definition }) => (
        <Radio key={code} value={code} className={styles.preset}>
          <b>{t(`scoring:lifecycle.preset.${code}`)}</b>
          <Flow stages={definition.stages} />
        </Radio>
      ))}
      {settings.own && (
        <Radio value="own" className={styles.preset}>
          <b>{t('scoring:lifecycle.preset.own')}</b>
          <Flow stages={settings.own.stages} />
        </Radio>
      )}
    </Radio.Group>
  );
}

function Flow({ stages }: { stages: Stages }) {
  const name = useName();
  return (
    <span className={styles.flow}>
      {stages.map((stage, index) => (
        <span key={stage.code} className={styles.step}>
          {index > 0 && (
            <span className={styles.arrow} aria-hidden="true">
              →
            </span>
          )}
          <CodeTag code={stage.code}>{name(stage)}</CodeTag>
        </span>
      ))}
    </span>
  );
}
