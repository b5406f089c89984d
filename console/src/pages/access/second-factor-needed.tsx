import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { callAuth } from '../../call.ts';
import { AuthFrame } from '../../components/auth-frame.tsx';
import { paths } from '../../paths.ts';
import { forgetSession } from '../../session.ts';
import { useTitle } from '../../ui/title.ts';
import { SecondFactor } from './second-factor.tsx';
import styles from './sign-in.module.css';

/** Where whoever's role asks for a second factor, and has none yet, is led before anything else. */
export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  useTitle(t('access:second.title'));
  const leave = async () => {
    await callAuth('sign-out', {});
    await forgetSession();
    await navigate(paths.signIn(), { replace: true });
  };
  return (
    <AuthFrame>
      <img src="/mark.svg" alt="" width="40" height="40" />
      <h1 className={styles.title}>{t('access:second.title')}</h1>
      <p className={styles.text}>{t('access:second.needed')}</p>
      <SecondFactor onSetUp={() => void navigate(paths.home(), { replace: true })} />
      <div className={styles.ways}>
        <Button type="link" onClick={() => void leave()}>
          {t('shell:sign_out')}
        </Button>
      </div>
    </AuthFrame>
  );
}
