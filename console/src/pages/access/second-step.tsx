import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callAuth } from '../../call.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import styles from './sign-in.module.css';

type Props = { onDone: () => Promise<void>; onBack: () => void };

/** After the password: the code of the app, or a backup code by whoever has not got the telephone. */
export function SecondStep({ onDone, onBack }: Props) {
  const { t } = useTranslation();
  const [byBackup, setByBackup] = useState(false);
  const verify = useMutation({
    mutationFn: async ({ code }: { code: string }) => {
      await callAuth(byBackup ? 'two-factor/verify-backup-code' : 'two-factor/verify-totp', { code: code.trim() });
    },
    onSuccess: onDone,
  });
  return (
    <>
      <img src="/mark.svg" alt="" width="40" height="40" />
      <h1 className={styles.title}>{t('access:second.title')}</h1>
      <p className={styles.text}>{t(byBackup ? 'access:second.backup_text' : 'access:second.code_text')}</p>
      <Form<{ code: string }>
        key={String(byBackup)}
        layout="vertical"
        requiredMark={false}
        onFinish={(values) => verify.mutate(values)}
        size="large"
      >
        {verify.error && <ProblemNote error={verify.error} />}
        <CodeField backup={byBackup} />
        <Button type="primary" htmlType="submit" block loading={verify.isPending}>
          {t('access:sign_in.submit')}
        </Button>
      </Form>
      <div className={styles.ways}>
        <Button
          type="link"
          onClick={() => {
            verify.reset();
            setByBackup(!byBackup);
          }}
        >
          {t(byBackup ? 'access:second.use_code' : 'access:second.use_backup')}
        </Button>
        <Button type="link" onClick={onBack}>
          {t('access:second.back')}
        </Button>
      </div>
      <p className="lk-soft">{t('access:second.lost')}</p>
    </>
  );
}

/** Six digits of the app, or a backup code as it was written down. */
export function CodeField({ backup = false }: { backup?: boolean }) {
  const { t } = useTranslation();
  return (
    <Form.Item
      name="code"
      label={t(backup ? 'access:second.backup_code' : 'access:second.code')}
      rules={[
        backup
          ? { required: true, whitespace: true, message: t('access:second.backup_needed') }
          : { required: true, pattern: /^\s*\d{6}\s*$/, message: t('access:second.code_needed') },
      ]}
    >
      <Input
        autoFocus
        autoComplete="one-time-code"
        inputMode={backup ? 'text' : 'numeric'}
        maxLength={backup ? 20 : 8}
        style={{ fontVariantNumeric: 'tabular-nums', letterSpacing: backup ? 0 : '0.2em' }}
      />
    </Form.Item>
  );
}
