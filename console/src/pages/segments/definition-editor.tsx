/** Groups of conditions, and groups in them. */
import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RuleKindRow } from '#modules/segments/contract.ts';
import { copyOf, emptyGroup, emptyRule, isDraftGroup, wrapped, type DraftGroup, type DraftNode } from './draft.ts';
import { RuleEditor, Tool } from './rule-editor.tsx';
import { RulePicker } from './rule-picker.tsx';
import styles from './definition-editor.module.css';

type Props = {
  group: DraftGroup;
  kinds: ReadonlyMap<string, RuleKindRow>;
  onChange: (group: DraftGroup) => void;
  onRemove?: () => void;
};

export function GroupEditor({ group, kinds, onChange, onRemove }: Props) {
  const { t } = useTranslation();
  const [fresh, setFresh] = useState<string | null>(null);
  const put = (key: string, ...next: DraftNode[]) =>
    onChange({ ...group, items: group.items.flatMap((item) => (item.key === key ? next : item)) });
  const add = (node: DraftNode) => {
    setFresh(node.key);
    onChange({ ...group, items: [...group.items, node] });
  };
  return (
    <div
      className={onRemove ? styles.group : styles.outermost}
      role="group"
      aria-label={t(onRemove ? 'segments:builder.group' : 'segments:builder.conditions')}
    >
      <Head group={group} onChange={onChange} onRemove={onRemove} />
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
                onChange={(next) => put(item.key, next)}
                onRemove={() => put(item.key)}
              />
            ) : (
              <RuleEditor
                rule={item}
                kind={kinds.get(item.rule)}
                fresh={item.key === fresh}
                onChange={(next) => put(item.key, next)}
                onCopy={() => put(item.key, item, copyOf(item))}
                onWrap={() => put(item.key, wrapped(item))}
                onRemove={() => put(item.key)}
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

type HeadProps = { group: DraftGroup; onChange: Props['onChange']; onRemove: Props['onRemove'] };

function Head({ group, onChange, onRemove }: HeadProps) {
  const { t } = useTranslation();
  return (
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
      {onRemove && (
        <span className={styles.tools}>
          <Tool icon={<CloseOutlined />} label={t('segments:builder.remove_group')} onClick={onRemove} />
        </span>
      )}
    </div>
  );
}
