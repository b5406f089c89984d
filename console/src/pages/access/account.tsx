import { useMutation } from '@tanstack/react-query';
import { App, Button, Form, Input, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getStart, listPeople, updateMe } from '#modules/access/contract.ts';
import { callAuth } from '../../call.ts';
import { useFieldProblems } from '../../components/form-drawer.tsx';
import { useSend } from '../../query.ts';
import { useMe } from '../../session.ts';
import { chooseMode, modeChoice, type Choice } from '../../ui/mode.ts';
import { Page, Section } from '../../ui/page.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { SecondFactor } from './second-factor.tsx';

export function Component() {
  const { t } = useTranslation();
  return (
    <Page title={t('shell:pages.account')} narrow>
      <Section title={t('access:account.profile')}>
        <Profile />
      </Section>
      <Section title={t('access:account.look')}>
        <Look />
      </Section>
      <Section title={t('access:account.password')} note={t('access:account.password_note')}>
        <Password />
      </Section>
      <Section title={t('access:second.title')} note={t('access:second.note')}>
        <SecondFactor />
      </Section>
    </Page>
  );
}

const NARROW = { maxWidth: 400 };

function Profile() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const me = useMe();
  const [form] = Form.useForm<{ name: string }>();
  const save = useSend(updateMe, {
    ends: [getStart, listPeople],
    onDone: () => void message.success(t('shell:saved')),
  });
  const rest = useFieldProblems(form, save.error);
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      style={NARROW}
      initialValues={me}
      onFinish={(body) => save.mutate({ body })}
    >
      {rest && <ProblemNote error={rest} />}
      <Form.Item
        name="name"
        label={t('access:name')}
        rules={[{ required: true, whitespace: true, max: 80, message: t('access:name_needed') }]}
      >
        <Input autoComplete="name" />
      </Form.Item>
      <p className="lk-soft" style={{ marginBottom: 16 }}>
        {me.email} · {t(`terms:role.${me.role}`)}
      </p>
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t('shell:save')}
      </Button>
    </Form>
  );
}

function Look() {
  const { t } = useTranslation();
  const [choice, setChoice] = useState(modeChoice);
  return (
    <Segmented<Choice>
      value={choice}
      aria-label={t('access:account.look')}
      options={[
        { value: 'system', label: t('access:account.system') },
        { value: 'light', label: t('access:account.light') },
        { value: 'dark', label: t('access:account.dark') },
      ]}
      onChange={(next) => {
        chooseMode(next);
        setChoice(next);
      }}
    />
  );
}

type Passwords = { currentPassword: string; newPassword: string };

function Password() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Passwords>();
  const change = useMutation({
    mutationFn: (values: Passwords) => callAuth('change-password', { ...values, revokeOtherSessions: true }),
    onSuccess: () => {
      form.resetFields();
      void message.success(t('access:account.password_changed'));
    },
  });
  const rest = useFieldProblems(form, change.error);
  return (
    <Form<Passwords>
      form={form}
      layout="vertical"
      requiredMark={false}
      style={NARROW}
      onFinish={(values) => change.mutate(values)}
    >
      {rest && <ProblemNote error={rest} />}
      <Form.Item
        name="currentPassword"
        label={t('access:account.current')}
        rules={[{ required: true, message: t('access:password_needed') }]}
      >
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Form.Item
        name="newPassword"
        label={t('access:people.new_password')}
        extra={t('access:password_rule')}
        rules={[
          { required: true, message: t('access:password_needed') },
          { min: 10, max: 128, message: t('access:password_rule') },
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Button htmlType="submit" loading={change.isPending}>
        {t('access:account.change')}
      </Button>
    </Form>
  );
}
