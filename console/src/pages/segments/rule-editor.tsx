/** One condition: its sentence with the blanks to fill in. */
import { CloseOutlined, CopyOutlined, GroupOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RuleKindRow } from '#modules/segments/contract.ts';
import { schemaOf, type Slot } from '#shared/rule-slots.ts';
import { nameIn, useName } from '../../named.ts';
import type { DraftRule } from './draft.ts';
import { SlotControl } from './slot-control.tsx';
import styles from './definition-editor.module.css';

type Props = {
  rule: DraftRule;
  kind: RuleKindRow | undefined;
  /** Just added: whoever added it goes on typing. */
  fresh: boolean;
  onChange: (rule: DraftRule) => void;
  onCopy: () => void;
  onWrap: () => void;
  onRemove: () => void;
};

export function RuleEditor({ rule, kind, fresh, onChange, onCopy, onWrap, onRemove }: Props) {
  const { t } = useTranslation();
  const name = useName();
  const label = kind ? name(kind.name) : rule.rule;
  const place = useFirstBlank(fresh);
  return (
    <div className={styles.rule} role="group" aria-label={label}>
      <div className={styles.sentence} ref={place}>
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
        {kind && <Missing rule={rule} kind={kind} />}
      </div>
      <div className={styles.tools}>
        {kind && (
          <Tool icon={<CopyOutlined />} label={t('segments:builder.copy_rule', { name: label })} onClick={onCopy} />
        )}
        <Tool icon={<GroupOutlined />} label={t('segments:builder.wrap_rule', { name: label })} onClick={onWrap} />
        <Tool icon={<CloseOutlined />} label={t('segments:builder.remove_rule', { name: label })} onClick={onRemove} />
      </div>
    </div>
  );
}

/** The keyboard goes where there is something to fill in. */
function useFirstBlank(fresh: boolean) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (fresh) place.current?.querySelector('input')?.focus({ preventScroll: true });
  }, [fresh]);
  return place;
}

type ToolProps = { icon: ReactNode; label: string; onClick: () => void };

export const Tool = ({ icon, label, onClick }: ToolProps) => (
  <Tooltip title={label} mouseEnterDelay={0.5}>
    <Button type="text" size="small" icon={icon} aria-label={label} onClick={onClick} className={styles.tool ?? ''} />
  </Tooltip>
);

type BlanksProps = { rule: DraftRule; kind: RuleKindRow; onChange: (args: DraftRule['args']) => void };

/** The sentence in the reader's language, its slots as controls in their places. */
function Blanks({ rule, kind, onChange }: BlanksProps) {
  const { i18n } = useTranslation();
  const slotName = useSlotName();
  const parts = nameIn(i18n.language, kind.sentence).split(/(\{\w+\})/);
  return parts.map((part, index) => {
    const slot = kind.slots.find(({ name }) => part === `{${name}}`);
    if (!slot) return part.trim() && <span key={`${part}-${parts.indexOf(part, index)}`}>{part.trim()}</span>;
    return (
      <SlotControl
        key={slot.name}
        slot={slot}
        value={rule.args[slot.name]}
        label={slotName(kind, slot)}
        onChange={(value) => onChange({ ...rule.args, [slot.name]: value })}
      />
    );
  });
}

function useSlotName(): (kind: RuleKindRow, slot: Slot) => string {
  const { t } = useTranslation();
  const name = useName();
  return (kind, slot) => (slot.name === 'is' ? name(kind.name) : t(`segments:slot.${slot.name}`));
}

/** What is not filled in yet, or cannot be so. */
function Missing({ rule, kind }: { rule: DraftRule; kind: RuleKindRow }) {
  const { t } = useTranslation();
  const slotName = useSlotName();
  const missing = kind.slots.filter((slot) => !schemaOf(slot).safeParse(rule.args[slot.name]).success);
  if (missing.length === 0) return null;
  const names = missing.map((slot) => slotName(kind, slot)).join(t('shell:list_comma'));
  return <span className={styles.missing}>{t('segments:builder.missing', { names })}</span>;
}
