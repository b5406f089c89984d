import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { callAuth } from '../../call.ts';
import { AuthFrame } from '../../components/auth-frame.tsx';
import { useFieldProblems } from '../../components/form-drawer.tsx';
import { hasChosenLanguage, chooseLanguage } from '../../i18n.ts';
import { paths } from '../../paths.ts';
import { forgetSession, loadStart, useOrganisation } from '../../session.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { useTitle } from '../../ui/title.ts';
import { useUrlState } from '../../url-state.ts';
import { SecondStep } from './second-step.tsx';
import styles from './sign-in.module.css';

type Values = { email: string; password: string };

const urlDefaults = { return: paths.home() };

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const organisation = useOrganisation();
  const [{ return: back }] = useUrlState(urlDefaults);
  const [form] = Form.useForm<Values>();
  const [asksCode, setAsksCode] = useState(false);
  const enter = async () => {
    await forgetSession();
    const { me } = await loadStart();
    if (me && !hasChosenLanguage()) await chooseLanguage(me.locale);
    await navigate(ownPath(back), { replace: true });
  };
  const signIn = useMutation({
    mutationFn: (values: Values) => callAuth('sign-in/email', values),
    onSuccess: async ({ twoFactorRedirect = false }) => {
      if (twoFactorRedirect) setAsksCode(true);
      else await enter();
    },
  });
  const rest = useFieldProblems(form, signIn.error);
  useTitle(t('access:sign_in.title'));
  if (asksCode)
    return (
      <AuthFrame>
        <SecondStep onDone={enter} onBack={() => setAsksCode(false)} />
      </AuthFrame>
    );
  return (
    <AuthFrame>
      <img src="/mark.svg" alt="" width="40" height="40" />
      <h1 className={styles.title}>{organisation.name}</h1>
      <p className={styles.text}>{t('access:sign_in.text')}</p>
      <Form<Values> form={form} layout="vertical" requiredMark={false} onFinish={signIn.mutate} size="large">
        {rest && <ProblemNote error={rest} />}
        <Form.Item
          name="email"
          label={t('access:email')}
          rules={[{ required: true, message: t('access:email_needed') }]}
        >
          <Input type="email" autoComplete="username" autoFocus />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('access:password')}
          rules={[{ required: true, message: t('access:password_needed') }]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={signIn.isPending}>
          {t('access:sign_in.submit')}
        </Button>
      </Form>
    </AuthFrame>
  );
}

/** Only ways inside this console: a link must not send a person elsewhere after signing in. */
const ownPath = (path: string): string => (/^\/(?![/\\])/.test(path) ? path : paths.home());
