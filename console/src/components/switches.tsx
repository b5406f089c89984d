import { MoonOutlined, SunOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, type Language } from '../i18n.ts';
import { chooseMode, useMode } from '../ui/mode.ts';

/** The other language, one click away, named in itself. */
export function LanguageSwitch({ onChosen }: { onChosen?: (language: Language) => void }) {
  const { i18n } = useTranslation();
  const other: Language = i18n.language === 'en' ? 'zh-CN' : 'en';
  const choose = async () => {
    await chooseLanguage(other);
    onChosen?.(other);
  };
  return (
    <Button type="text" lang={other} onClick={() => void choose()}>
      {other === 'en' ? 'English' : '中文'}
    </Button>
  );
}

export function ModeSwitch() {
  const { t } = useTranslation();
  const mode = useMode();
  const label = mode === 'dark' ? t('shell:light') : t('shell:dark');
  return (
    <Tooltip title={label}>
      <Button
        type="text"
        aria-label={label}
        icon={mode === 'dark' ? <SunOutlined /> : <MoonOutlined />}
        onClick={() => chooseMode(mode === 'dark' ? 'light' : 'dark')}
      />
    </Tooltip>
  );
}
