import { CheckCircleFilled } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { App, Button, Form, Input, QRCode } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getStart, listAudit, listPeople } from '#modules/access/contract.ts';
import { callAuth } from '../../call.ts';
import { endReads } from '../../query.ts';
import { useMe } from '../../session.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { CodeField } from './second-step.tsx';
import styles from './second-factor.module.css';

type Secret = { totpURI: string; backupCodes: string[] };

/** Two-factor sign-in of the own account: setting it up, new backup codes, taking it away. */
export function SecondFactor({ onSetUp }: { onSetUp?: () => void }) {
  const me = useMe();
  const [secret, setSecret] = useState<Secret | null>(null);
  if (me.secondFactor) return <InForce />;
  if (!secret) return <Begin onSecret={setSecret} />;
  return <SetUp secret={secret} {...(onSetUp && { onSetUp })} />;
}

function PasswordForm({
  submit,
  danger = false,
  loading,
  error,
  onPassword,
}: {
  submit: string;
  danger?: boolean;
  loading: boolean;
  error: Error | null;
  onPassword: (password: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <Form<{ password: string }>
      layout="vertical"
      requiredMark={false}
      className={styles.narrow ?? ''}
      onFinish={({ password }) => onPassword(password)}
    >
      {error && <ProblemNote error={error} />}
      <Form.Item
        name="password"
        label={t('access:second.password')}
        rules={[{ required: true, message: t('access:password_needed') }]}
      >
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Button htmlType="submit" type={danger ? 'default' : 'primary'} danger={danger} loading={loading}>
        {submit}
      </Button>
    </Form>
  );
}

function Begin({ onSecret }: { onSecret: (secret: Secret) => void }) {
  const { t } = useTranslation();
  const enable = useMutation({
    mutationFn: (password: string) => callAuth('two-factor/enable', { password }),
    onSuccess: onSecret,
  });
  return (
    <>
      <p className={styles.text}>{t('access:second.what')}</p>
      <PasswordForm
        submit={t('access:second.begin')}
        loading={enable.isPending}
        error={enable.error}
        onPassword={(password) => enable.mutate(password)}
      />
    </>
  );
}

function SetUp({ secret: { totpURI, backupCodes }, onSetUp }: { secret: Secret; onSetUp?: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const verify = useMutation({
    mutationFn: async ({ code }: { code: string }) => {
      await callAuth('two-factor/verify-totp', { code: code.trim() });
    },
    onSuccess: async () => {
      void message.success(t('access:second.done'));
      await endReads([getStart, listPeople, listAudit]);
      onSetUp?.();
    },
  });
  const typed = new URL(totpURI).searchParams.get('secret') ?? '';
  return (
    <ol className={styles.steps}>
      <li>
        <p className={styles.text}>{t('access:second.scan')}</p>
        <div className={styles.code}>
          <QRCode value={totpURI} type="svg" size={176} color="#000000" bgColor="#ffffff" />
          <p className="lk-soft">
            {t('access:second.type')}
            <code className={styles.secret}>{typed.replace(/(.{4})/g, '$1 ').trim()}</code>
          </p>
        </div>
      </li>
      <li>
        <BackupCodes codes={backupCodes} />
      </li>
      <li>
        <Form<{ code: string }>
          layout="vertical"
          requiredMark={false}
          className={styles.narrow ?? ''}
          onFinish={(values) => verify.mutate(values)}
        >
          {verify.error && <ProblemNote error={verify.error} />}
          <CodeField />
          <Button type="primary" htmlType="submit" loading={verify.isPending}>
            {t('access:second.finish')}
          </Button>
        </Form>
      </li>
    </ol>
  );
}

function BackupCodes({ codes }: { codes: readonly string[] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const text = codes.join('\n');
  return (
    <>
      <p className={styles.text}>{t('access:second.backup_codes')}</p>
      <ul className={styles.codes}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Button
        size="small"
        onClick={() => {
          void navigator.clipboard.writeText(text).then(() => message.success(t('access:second.copied')));
        }}
      >
        {t('access:second.copy')}
      </Button>
    </>
  );
}

function InForce() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [wish, setWish] = useState<'codes' | 'off' | null>(null);
  const renew = useMutation({
    mutationFn: (password: string) => callAuth('two-factor/generate-backup-codes', { password }),
  });
  const disable = useMutation({
    mutationFn: async (password: string) => {
      await callAuth('two-factor/disable', { password });
    },
    onSuccess: async () => {
      void message.success(t('access:second.off_done'));
      await endReads([getStart, listPeople, listAudit]);
    },
  });
  if (renew.data) return <BackupCodes codes={renew.data.backupCodes} />;
  return (
    <>
      <p className={styles.inForce}>
        <CheckCircleFilled aria-hidden="true" /> {t('access:second.in_force')}
      </p>
      {wish === null && (
        <div className={styles.choices}>
          <Button onClick={() => setWish('codes')}>{t('access:second.new_codes')}</Button>
          <Button danger onClick={() => setWish('off')}>
            {t('access:second.off')}
          </Button>
        </div>
      )}
      {wish === 'codes' && (
        <PasswordForm
          submit={t('access:second.new_codes')}
          loading={renew.isPending}
          error={renew.error}
          onPassword={(password) => renew.mutate(password)}
        />
      )}
      {wish === 'off' && (
        <PasswordForm
          danger
          submit={t('access:second.off')}
          loading={disable.isPending}
          error={disable.error}
          onPassword={(password) => disable.mutate(password)}
        />
      )}
    </>
  );
}
