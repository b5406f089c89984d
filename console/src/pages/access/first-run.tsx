import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { createFirstAdministrator, type Organisation } from '#modules/access/contract.ts';
import { call, callAuth } from '../../call.ts';
import { AuthFrame } from '../../components/auth-frame.tsx';
import { useFieldProblems } from '../../components/form-drawer.tsx';
import { CURRENCIES, timeZones } from '../../components/places.ts';
import type { Language } from '../../i18n.ts';
import { paths } from '../../paths.ts';
import { forgetSession } from '../../session.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { useTitle } from '../../ui/title.ts';
import styles from './sign-in.module.css';

type Values = { organisation: Organisation; name: string; email: string; password: string };

const initial = {
  organisation: { timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, currency: 'CNY' },
};

export function Component() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const [form] = Form.useForm<Values>();
  const create = useMutation({
    mutationFn: async (values: Values) => {
      await call(createFirstAdministrator, { body: { ...values, locale: i18n.language as Language } });
      await callAuth('sign-in/email', { email: values.email, password: values.password });
    },
    onSuccess: async () => {
      await forgetSession();
      await navigate(paths.firstData(), { replace: true });
    },
  });
  const rest = useFieldProblems(form, create.error);
  useTitle(t('access:first_run.title'));
  return (
    <AuthFrame>
      <img src="/mark.svg" alt="" width="40" height="40" />
      <h1 className={styles.title}>{t('access:first_run.title')}</h1>
      <p className={styles.text}>{t('access:first_run.text')}</p>
      <Form<Values> form={form} layout="vertical" requiredMark={false} initialValues={initial} onFinish={create.mutate}>
        {rest && <ProblemNote error={rest} />}
        <OrganisationFields />
        <PersonFields />
        <Button type="primary" htmlType="submit" block size="large" loading={create.isPending}>
          {t('access:first_run.submit')}
        </Button>
      </Form>
    </AuthFrame>
  );
}

function OrganisationFields() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item
        name={['organisation', 'name']}
        label={t('access:organisation.name')}
        rules={[{ required: true, whitespace: true, max: 100, message: t('access:organisation.name_needed') }]}
      >
        <Input autoFocus autoComplete="organization" placeholder={t('access:organisation.name_example')} />
      </Form.Item>
      <div className={styles.row}>
        <Form.Item name={['organisation', 'currency']} label={t('access:organisation.currency')}>
          <Select options={CURRENCIES.map((value) => ({ value }))} />
        </Form.Item>
        <Form.Item name={['organisation', 'timeZone']} label={t('access:organisation.time_zone')}>
          <Select showSearch options={timeZones().map((value) => ({ value }))} />
        </Form.Item>
      </div>
    </>
  );
}

function PersonFields() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item
        name="name"
        label={t('access:your_name')}
        rules={[{ required: true, whitespace: true, max: 80, message: t('access:name_needed') }]}
      >
        <Input autoComplete="name" />
      </Form.Item>
      <Form.Item
        name="email"
        label={t('access:email')}
        rules={[{ required: true, type: 'email', message: t('access:email_needed') }]}
      >
        <Input type="email" autoComplete="username" />
      </Form.Item>
      <Form.Item
        name="password"
        label={t('access:password')}
        extra={t('access:password_rule')}
        rules={[
          { required: true, message: t('access:password_needed') },
          { min: 10, max: 128, message: t('access:password_rule') },
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </>
  );
}
