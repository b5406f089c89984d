import { InputNumber, Select, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import type { getChurnSettings, ChurnSettings } from '#modules/scoring/churn-settings-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { useName } from '../../named.ts';
import { Missing } from './churn-definition.tsx';
import styles from './outlook.module.css';

type Answer = ResultOf<typeof getChurnSettings>;
type Rule = ChurnSettings['rules'][number];
type Described = Answer['rules'][number];

type Props = {
  described: readonly Described[];
  rules: readonly Rule[];
  onChange: (rules: Rule[]) => void;
  disabled: boolean;
};

/** Every warning rule there is: on or off, its numbers, and whether it lifts a customer into a band. */
export function ChurnRules({ described, rules, onChange, disabled }: Props) {
  return (
    <div>
      {described.map((one) => {
        const rule = rules.find(({ code }) => code === one.code) ?? switchedOff(one);
        const keep = (part: Partial<Rule>) =>
          onChange([...rules.filter(({ code }) => code !== one.code), { ...rule, ...part }].toSorted(asIn(described)));
        return <OneRule key={one.code} described={one} rule={rule} onChange={keep} disabled={disabled} />;
      })}
    </div>
  );
}

const switchedOff = ({ code }: Described): Rule => ({ code, enabled: false, args: {}, raisesTo: null });

const asIn = (described: readonly Described[]) => (a: Rule, b: Rule) =>
  described.findIndex(({ code }) => code === a.code) - described.findIndex(({ code }) => code === b.code);

type OneProps = { described: Described; rule: Rule; onChange: (part: Partial<Rule>) => void; disabled: boolean };

const RAISES = ['none', 'medium', 'high'] as const;

function OneRule({ described, rule, onChange, disabled }: OneProps) {
  const { t } = useTranslation();
  const name = useName();
  const off = disabled || !rule.enabled;
  return (
    <div className={styles.rule}>
      <Switch
        size="small"
        checked={rule.enabled}
        disabled={disabled}
        aria-label={name(described)}
        onChange={(enabled) => onChange({ enabled })}
      />
      <div className={styles.words}>
        <b>{name(described)}</b>
        {described.missing && <Missing>{name(described.missing)}</Missing>}
        {described.arguments.map((argument) => (
          <span key={argument.code} className={styles.line}>
            <span className="lk-soft">{name(argument)}</span>
            <InputNumber<number>
              min={argument.min}
              max={argument.max}
              step={argument.unit === 'times' ? 0.1 : 1}
              aria-label={`${name(described)} ${name(argument)}`}
              value={rule.args[argument.code] ?? argument.default}
              disabled={off}
              style={{ width: 84 }}
              onChange={(value) => value !== null && onChange({ args: { ...rule.args, [argument.code]: value } })}
            />
            <span className="lk-soft">{t(`outlook:unit.${argument.unit}`)}</span>
          </span>
        ))}
      </div>
      <Select<(typeof RAISES)[number]>
        aria-label={t('outlook:settings.raises')}
        value={rule.raisesTo ?? 'none'}
        disabled={off}
        onChange={(value) => onChange({ raisesTo: value === 'none' ? null : value })}
        options={RAISES.map((value) => ({ value, label: t(`outlook:settings.raises_${value}`) }))}
      />
    </div>
  );
}
