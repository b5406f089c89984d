import { Select } from 'antd';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RuleKindRow } from '#modules/segments/contract.ts';
import { useName } from '../../named.ts';
import styles from './definition-editor.module.css';

type Option = { value: string; label: string; said: string | null; words: string };
type Part = { label: string; words: string; options: Option[] };
type Props = { kinds: ReadonlyMap<string, RuleKindRow>; onPick: (kind: RuleKindRow) => void };

/** One list of everything that can be asked, by where it comes from; typing narrows it, by other words for it too. */
export function RulePicker({ kinds, onPick }: Props) {
  const { t } = useTranslation();
  const options = useOptions(kinds);
  return (
    <Select<string, Option | Part>
      className={styles.picker ?? ''}
      value={null}
      placeholder={t('segments:builder.add_rule')}
      aria-label={t('segments:builder.add_rule')}
      showSearch={{ filterOption: (text, option) => option?.words.includes(text.trim().toLowerCase()) ?? false }}
      popupMatchSelectWidth={360}
      listHeight={420}
      notFoundContent={t('segments:builder.no_rule')}
      options={options}
      optionRender={showChoice}
      onChange={(code) => {
        const kind = kinds.get(code);
        if (kind) onPick(kind);
      }}
    />
  );
}

function showChoice({ data }: { data: Option | Part }): ReactNode {
  const said = 'said' in data && data.said;
  return (
    <>
      {data.label}
      {said && <small className={styles.said}>{said}</small>}
    </>
  );
}

function useOptions(kinds: Props['kinds']): Part[] {
  const { t } = useTranslation();
  const name = useName();
  return useMemo(() => {
    const groups = Map.groupBy(kinds.values(), (kind) => kind.group);
    return [...groups].map(([group, list]) => ({
      label: t(`segments:group.${group}`, { defaultValue: group }),
      words: '',
      options: list.map((kind) => {
        const label = name(kind.name);
        const said = isField(kind)
          ? null
          : name(kind.sentence)
              .replace(/\s*\{\w+\}\s*/g, ' … ')
              .trim();
        const also = t(`segments:also.${kind.code}`, { defaultValue: '' });
        const words = [label, name(kind.sentence), also].join(' ').toLowerCase();
        return { value: kind.code, label, said, words };
      }),
    }));
  }, [kinds, name, t]);
}

/** The sentence of a field is its name and a comparison, and says nothing more. */
const isField = ({ slots }: RuleKindRow): boolean => slots.length === 1 && slots[0]?.name === 'is';
