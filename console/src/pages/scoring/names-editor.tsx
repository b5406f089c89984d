import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Named } from '#modules/scoring/contract.ts';
import { useName } from '../../named.ts';
import { colorOf } from '../../ui/palette.ts';
import { freshCode } from './settings-edits.ts';
import styles from './names-editor.module.css';

type Props = {
  names: readonly Named[];
  onChange: (names: Named[]) => void;
  disabled: boolean;
  /** Given where names may come and go: which are in use and must stay, how many there may be, what a new one is called. */
  growing?: { used: ReadonlySet<string>; most: number; prefix: string };
};

/** What each code is called, in both languages. */
export function NamesEditor({ names, onChange, disabled, growing }: Props) {
  const { t } = useTranslation();
  const nameOf = useName();
  const change = (code: string, part: Partial<Named>) =>
    onChange(names.map((one) => (one.code === code ? { ...one, ...part } : one)));
  const add = ({ prefix }: { prefix: string }) => {
    const code = freshCode(names, prefix);
    onChange([...names, { code, zh: t('scoring:names.fresh_zh'), en: t('scoring:names.fresh_en') }]);
  };
  return (
    <div>
      <div className={`${styles.row} ${styles.head}`}>
        <span />
        <span>{t('scoring:names.zh')}</span>
        <span>{t('scoring:names.en')}</span>
        <span />
      </div>
      {names.map((one) => (
        <div key={one.code} className={styles.row}>
          <span className={styles.dot} style={{ background: colorOf(one.code) }} />
          {(['zh', 'en'] as const).map((language) => (
            <Input
              key={language}
              value={one[language]}
              maxLength={40}
              disabled={disabled}
              status={one[language].trim() === '' ? 'error' : ''}
              aria-label={`${nameOf(one)}: ${t(`scoring:names.${language}`)}`}
              onChange={(event) => change(one.code, { [language]: event.target.value })}
            />
          ))}
          {growing && (
            <Tooltip title={growing.used.has(one.code) ? t('scoring:names.in_use') : ''}>
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={t('scoring:names.remove', { name: nameOf(one) })}
                disabled={disabled || growing.used.has(one.code) || names.length === 1}
                onClick={() => onChange(names.filter(({ code }) => code !== one.code))}
              />
            </Tooltip>
          )}
        </div>
      ))}
      {growing && !disabled && names.length < growing.most && (
        <Button type="dashed" size="small" icon={<PlusOutlined />} onClick={() => add(growing)}>
          {t('scoring:names.add')}
        </Button>
      )}
    </div>
  );
}
