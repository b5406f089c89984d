import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Dropdown, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { TIER_FEATURES, withRange, type TierBox, type TierFeature } from './settings-edits.ts';
import styles from './tier-editor.module.css';

type Props = { box: TierBox; onChange: (box: TierBox) => void; onRemove?: () => void; disabled: boolean };

/** Conditions that must all hold, each a range with one or both ends. */
export function TierBoxEditor({ box, onChange, onRemove, disabled }: Props) {
  const { t } = useTranslation();
  const present = TIER_FEATURES.filter((feature) => box[feature] !== undefined);
  const absent = TIER_FEATURES.filter((feature) => box[feature] === undefined);
  const remove = (feature: TierFeature) => {
    if (present.length > 1) onChange(withRange(box, feature, null));
    else onRemove?.();
  };
  return (
    <>
      {present.map((feature) => (
        <span key={feature} className={styles.condition}>
          {t(`scoring:feature.${feature}`)}
          {(['min', 'max'] as const).map((end) => (
            <RangeEnd key={end} box={box} feature={feature} end={end} onChange={onChange} disabled={disabled} />
          ))}
          {!disabled && (present.length > 1 || onRemove) && (
            <Button
              type="text"
              size="small"
              icon={<CloseOutlined />}
              aria-label={t('scoring:tiers.remove_condition', { feature: t(`scoring:feature.${feature}`) })}
              onClick={() => remove(feature)}
            />
          )}
        </span>
      ))}
      {!disabled && absent.length > 0 && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: absent.map((feature) => ({ key: feature, label: t(`scoring:feature.${feature}`) })),
            onClick: ({ key }) => onChange({ ...box, [key]: { min: key === 'daysSinceLast' ? 180 : 3 } }),
          }}
        >
          <Button type="text" size="small" icon={<PlusOutlined />}>
            {t('scoring:tiers.and')}
          </Button>
        </Dropdown>
      )}
    </>
  );
}

type EndProps = {
  box: TierBox;
  feature: TierFeature;
  end: 'min' | 'max';
  onChange: (box: TierBox) => void;
  disabled: boolean;
};

function RangeEnd({ box, feature, end, onChange, disabled }: EndProps) {
  const { t } = useTranslation();
  const sign = end === 'min' ? '≥' : '≤';
  const range = box[feature] ?? {};
  return (
    <InputNumber<number>
      size="small"
      prefix={<span className="lk-soft">{sign}</span>}
      aria-label={`${t(`scoring:feature.${feature}`)} ${sign}`}
      value={range[end] ?? null}
      placeholder="–"
      disabled={disabled}
      controls={false}
      style={{ width: 72 }}
      onChange={(value) => {
        const { [end]: _gone, ...rest } = range;
        onChange(withRange(box, feature, value === null ? rest : { ...rest, [end]: value }));
      }}
    />
  );
}
