import { App, Form, Input, Radio, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { listInterviews, recordInterview, type Interview } from '#modules/care/plan-contract.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { newKey } from '../../components/new-key.ts';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { useSend } from '../../query.ts';
import { useTaskWords } from './task-words.ts';

type Values = {
  reasonCode: string;
  choseFor?: string;
  leftFor?: string;
  usesNow?: string;
  wouldChange?: string;
  wouldReturn: Interview['wouldReturn'];
};

export const handle = { permission: recordInterview.permission };

const QUESTIONS = ['choseFor', 'leftFor', 'usesNow', 'wouldChange'] as const;

/** The interview of a lost customer: five questions, one reason. */
export function Component() {
  const { t } = useTranslation();
  const name = useName();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const customerId = Number(useParams().customerId);
  const { reasons } = useTaskWords();
  const [key] = useState(newKey);
  const save = useSend(recordInterview, {
    ends: [listInterviews],
    onDone: () => {
      void message.success(t('shell:saved'));
      void navigate(paths.customer(customerId));
    },
  });
  return (
    <FormDrawer<Values>
      title={t('care:interview.title')}
      back={paths.customer(customerId)}
      initialValues={{ wouldReturn: 'maybe' }}
      submitLabel={t('shell:save')}
      onSubmit={({ reasonCode, wouldReturn, ...said }) =>
        save.mutate({
          params: { customerId },
          body: {
            key,
            reasonCode,
            wouldReturn,
            ...Object.fromEntries(QUESTIONS.map((question) => [question, said[question]?.trim() || null])),
          },
        })
      }
      submitError={save.error}
      loading={save.isPending}
    >
      <p className="lk-soft">{t('care:interview.text')}</p>
      <Form.Item name="choseFor" label={t('care:interview.choseFor')}>
        <Input.TextArea autoSize={{ minRows: 1, maxRows: 6 }} maxLength={1_000} />
      </Form.Item>
      <Form.Item
        name="reasonCode"
        label={t('care:interview.reason')}
        rules={[{ required: true, message: t('care:needed') }]}
      >
        <Select options={reasons.map((reason) => ({ value: reason.code, label: name(reason) }))} />
      </Form.Item>
      {(['leftFor', 'usesNow', 'wouldChange'] as const).map((question) => (
        <Form.Item key={question} name={question} label={t(`care:interview.${question}`)}>
          <Input.TextArea autoSize={{ minRows: 1, maxRows: 6 }} maxLength={1_000} />
        </Form.Item>
      ))}
      <Form.Item name="wouldReturn" label={t('care:interview.wouldReturn')}>
        <Radio.Group
          options={(['yes', 'maybe', 'no'] as const).map((answer) => ({
            value: answer,
            label: t(`care:would_return.${answer}`),
          }))}
        />
      </Form.Item>
    </FormDrawer>
  );
}
