import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { updateMe } from '#modules/access/contract.ts';
import { call, callAuth } from '../call.ts';
import { LanguageSwitch, ModeSwitch } from '../components/switches.tsx';
import { paths } from '../paths.ts';
import { useMe } from '../session.ts';
import styles from './top-controls.module.css';

export function TopControls() {
  const me = useMe();
  return (
    <>
      <LanguageSwitch onChosen={(locale) => void call(updateMe, { body: { locale } })} />
      <ModeSwitch />
      <UserMenu name={me.name} role={me.role} />
    </>
  );
}

function UserMenu({ name, role }: { name: string; role: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const signOut = async () => {
    await callAuth('sign-out', {});
    // Loaded anew, so that nothing seen before stays in this page's memory.
    window.location.assign(paths.signIn());
  };
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'account', label: t('shell:pages.account'), onClick: () => void navigate(paths.account()) },
          { type: 'divider' },
          { key: 'sign-out', label: t('shell:sign_out'), onClick: () => void signOut() },
        ],
      }}
    >
      <Button type="text" className={styles.user} aria-label={t('shell:user_menu', { name })}>
        <span className={styles.avatar} aria-hidden="true">
          {String.fromCodePoint(name.codePointAt(0) ?? 32)}
        </span>
        <span className={styles.who}>
          <span>{name}</span>
          <span className={styles.role}>{t(`terms:role.${role}`)}</span>
        </span>
      </Button>
    </Dropdown>
  );
}
