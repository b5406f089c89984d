/** Conditions and groups of them. A condition is its sentence with the blanks to fill in. */
import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Segmented, Select, Tooltip } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { RuleKindRow } from '#modules/segments/contract.ts';
import { nameIn, useName } from '../../named.ts';
import { emptyGroup, emptyRule, isDraftGroup, type DraftGroup, type DraftNode, type DraftRule } from './draft.ts';
import { SlotControl } from './slot-control.tsx';
import styles from './definition-editor.module.css';

type Kinds = ReadonlyMap<string, RuleKindRow>;
type GroupProps = { group: DraftGroup; kinds: Kinds; onChange: (group: DraftGroup) => void; onRemove?: () => void };

export function GroupEditor({ group, kinds, onChange, onRemove }: GroupProps) {
  const { t } = useTranslation();
  const set = (key: string, next: DraftNode | null) =>
    onChange({ ...group, items: group.items.flatMap((item) => (item.key === key ? (next ?? []) : item)) });
  const add = (node: DraftNode) => onChange({ ...group, items: [...group.items, node] });
  return (
    <div className={onRemove ? styles.group : styles.outermost} role="group" aria-label={t('segments:builder.group')}>
      <div className={styles.head}>
        <Segmented<'all' | 'any'>
          size="small"
          aria-label={t('segments:builder.join')}
          value={group.join}
          options={[
            { value: 'all', label: t('segments:builder.all') },
            { value: 'any', label: t('segments:builder.any') },
          ]}
          onChange={(join) => onChange({ ...group, join })}
        />
        <Checkbox checked={group.not} onChange={(event) => onChange({ ...group, not: event.target.checked })}>
          {t('segments:builder.not_group')}
        </Checkbox>
        {onRemove && <Remove label={t('segments:builder.remove_group')} onClick={onRemove} />}
      </div>
      <ul className={styles.items}>
        {group.items.map((item, index) => (
          <li key={item.key} className={styles.item}>
            <span className={styles.joint} aria-hidden="true">
              {index > 0 && t(`segments:builder.${group.join === 'all' ? 'and' : 'or'}`)}
            </span>
            {isDraftGroup(item) ? (
              <GroupEditor
                group={item}
                kinds={kinds}
                onChange={(next) => set(item.key, next)}
                onRemove={() => set(item.key, null)}
              />
            ) : (
              <RuleEditor
                rule={item}
                kind={kinds.get(item.rule)}
                onChange={(next) => set(item.key, next)}
                onRemove={() => set(item.key, null)}
              />
            )}
          </li>
        ))}
      </ul>
      <div className={styles.foot}>
        <RulePicker kinds={kinds} onPick={(kind) => add(emptyRule(kind))} />
        <Button type="text" icon={<PlusOutlined />} onClick={() => add(emptyGroup())}>
          {t('segments:builder.add_group')}
        </Button>
      </div>
    </div>
  );
}

const Remove = ({ label, onClick }: { label: string; onClick: () => void }) => (
  <Button
    type="text"
    size="small"
    icon={<CloseOutlined />}
    aria-label={label}
    onClick={onClick}
    className={styles.remove ?? ''}
  />
);

type RuleProps = {
  rule: DraftRule;
  kind: RuleKindRow | undefined;
  onChange: (rule: DraftRule) => void;
  onRemove: () => void;
};

function RuleEditor({ rule, kind, onChange, onRemove }: RuleProps) {
  const { t } = useTranslation();
  const name = useName();
  const label = kind ? name(kind.name) : rule.rule;
  return (
    <div className={styles.rule}>
      <div className={styles.sentence}>
        <Tooltip title={t('segments:builder.not_tip')}>
          <Button
            size="small"
            type={rule.not ? 'primary' : 'text'}
            aria-pressed={rule.not}
            aria-label={t('segments:builder.not_rule', { name: label })}
            onClick={() => onChange({ ...rule, not: !rule.not })}
          >
            {t('segments:builder.not')}
          </Button>
        </Tooltip>
        {kind ? (
          <Blanks rule={rule} kind={kind} onChange={(args) => onChange({ ...rule, args })} />
        ) : (
          <span className={styles.gone}>{t('segments:builder.gone', { name: rule.rule })}</span>
        )}
      </div>
      <Remove label={t('segments:builder.remove_rule', { name: label })} onClick={onRemove} />
    </div>
  );
}

type BlanksProps = { rule: DraftRule; kind: RuleKindRow; onChange: (args: DraftRule['args']) => void };

/** The sentence in the reader's language, its slots as controls in their places. */
function Blanks({ rule, kind, onChange }: BlanksProps) {
  const { i18n } = useTranslation();
  const parts = nameIn(i18n.language, kind.sentence).split(/(\{\w+\})/);
  return parts.map((part, index) => {
    const slot = kind.slots.find(({ name }) => part === `{${name}}`);
    if (!slot) return part.trim() && <span key={`${part}-${parts.indexOf(part, index)}`}>{part.trim()}</span>;
    return (
      <SlotControl
        key={slot.name}
        slot={slot}
        value={rule.args[slot.name]}
        label={nameIn(i18n.language, kind.name)}
        onChange={(value) => onChange({ ...rule.args, [slot.name]: value })}
      />
    );
  });
}

/** One list of everything that can be asked, by where it comes from; typing narrows it. */
function RulePicker({ kinds, onPick }: { kinds: Kinds; onPick: (kind: RuleKindRow) => void }) {
  const { t } = useTranslation();
  const name = useName();
  const options = useMemo(() => {
    const groups = Map.groupBy(kinds.values(), (kind) => kind.group);
    return [...groups].map(([group, list]) => ({
      label: t(`segments:group.${group}`, { defaultValue: group }),
      options: list.map((kind) => ({ value: kind.code, label: name(kind.name) })),
    }));
  }, [kinds, name, t]);
  return (
    <Select<string>
      className={styles.picker ?? ''}
      value={null}
      placeholder={t('segments:builder.add_rule')}
      aria-label={t('segments:builder.add_rule')}
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={280}
      listHeight={420}
      options={options}
      onChange={(code) => {
        const kind = kinds.get(code);
        if (kind) onPick(kind);
      }}
    />
  );
}
