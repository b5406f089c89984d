import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input, Modal, type InputRef } from 'antd';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { getStart } from '#modules/access/contract.ts';
import { call, callAuth } from '../../call.ts';
import { paths } from '../../paths.ts';
import { queryClient } from '../../query.ts';
import { useMe } from '../../session.ts';
import { onShutOut } from '../../shut-out.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { SecondStep } from './second-step.tsx';
import styles from './session-ended.module.css';

/** A session that ends in the middle of work: the password is asked over the page, and what was typed there stays. */
export function SessionEnded() {
  const { t } = useTranslation();
  const [ended, setEnded] = useState(false);
  const { id } = useMe();
  const field = useRef<InputRef>(null);
  useEffect(
    () =>
      onShutOut((why) => {
        if (why === 'signed_out') setEnded(true);
        else leave();
      }),
    [],
  );
  const enter = async (): Promise<void> => {
    const { me } = await call(getStart);
    // Somebody else sees other customers: nothing of the page may stay.
    if (me?.id !== id) return window.location.assign(paths.home());
    setEnded(false);
    await queryClient.invalidateQueries();
  };
  return (
    <Modal
      open={ended}
      title={t('access:ended.title')}
      footer={null}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      width={420}
      zIndex={2000}
      destroyOnHidden
      classNames={{ mask: styles.mask ?? '' }}
      afterOpenChange={(open) => open && field.current?.focus()}
    >
      <Again field={field} onDone={enter} />
    </Modal>
  );
}

function Again({ field, onDone }: { field: RefObject<InputRef | null>; onDone: () => Promise<void> }) {
  const { t } = useTranslation();
  const { email, name } = useMe();
  const [asksCode, setAsksCode] = useState(false);
  const signIn = useMutation({
    mutationFn: ({ password }: { password: string }) => callAuth('sign-in/email', { email, password }),
    onSuccess: async ({ twoFactorRedirect = false }) => {
      if (twoFactorRedirect) setAsksCode(true);
      else await onDone();
    },
  });
  if (asksCode) return <SecondStep onDone={onDone} onBack={() => setAsksCode(false)} />;
  return (
    <>
      <p className={styles.text}>{t('access:ended.text', { name })}</p>
      <Form<{ password: string }>
        layout="vertical"
        requiredMark={false}
        onFinish={(values) => signIn.mutate(values)}
        size="large"
      >
        {signIn.error && <ProblemNote error={signIn.error} />}
        <input type="email" autoComplete="username" value={email} readOnly hidden />
        <Form.Item
          name="password"
          label={`${t('access:password')} · ${email}`}
          rules={[{ required: true, message: t('access:password_needed') }]}
        >
          <Input.Password ref={field} autoComplete="current-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={signIn.isPending}>
          {t('access:ended.submit')}
        </Button>
      </Form>
      <Button type="link" onClick={leave} className={styles.other ?? ''}>
        {t('access:ended.other')}
      </Button>
    </>
  );
}

/** Loaded anew, so that nothing seen before stays in this page's memory. */
function leave(): void {
  const { pathname, search } = window.location;
  window.location.replace(paths.signIn(pathname + search));
}
