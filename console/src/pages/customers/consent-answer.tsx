import { App, Button, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { getCustomer, listCustomers } from '#modules/customers/contract.ts';
import { listAudit } from '#modules/access/contract.ts';
import { getConsents, recordConsents } from '#modules/privacy/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { useFormat } from '../../format.ts';
import { useSend } from '../../query.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import styles from './customer-consents.module.css';

type Answer = ResultOf<typeof getConsents>['answers'][number];
type Evidence = { source: string; evidence?: string };

const SOURCES = ['store', 'call', 'form', 'wechat', 'mail'] as const;

type Props = { customerId: number; answer: Answer; said: string; onDone: () => void };

/** What was said and where; saying no is as short as saying yes. */
export function AnswerForm({ customerId, answer, said, onDone }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { message } = App.useApp();
  const [form] = Form.useForm<Evidence>();
  const { purpose, channel, since } = answer;
  const record = useSend(recordConsents, {
    ends: [getConsents, getCustomer, listCustomers, listAudit],
    onDone: () => {
      void message.success(t('shell:saved'));
      onDone();
    },
  });
  const say = (state: 'granted' | 'refused') => {
    const { source, evidence } = form.getFieldsValue();
    record.mutate({
      body: { consents: [{ customerId, purpose, channel, state, source, evidence: evidence || null }] },
    });
  };
  return (
    <Form form={form} layout="vertical" initialValues={{ source: 'store' }} className={styles.answer ?? ''}>
      <p className="lk-soft">
        {said}
        {since && ` · ${format.date(since)}`}
      </p>
      {record.error && <ProblemNote error={record.error} />}
      <Form.Item name="source" label={t('privacy:consents.source')}>
        <Select options={SOURCES.map((value) => ({ value, label: t(`privacy:source.${value}`) }))} />
      </Form.Item>
      <Form.Item name="evidence" label={t('privacy:consents.evidence')}>
        <Input maxLength={500} placeholder={t('privacy:consents.evidence_example')} />
      </Form.Item>
      <div className={styles.answers}>
        <Button loading={record.isPending} onClick={() => say('refused')}>
          {t(purpose === 'contact' ? 'privacy:consents.never' : 'privacy:consents.no')}
        </Button>
        <Button type="primary" loading={record.isPending} onClick={() => say('granted')}>
          {t(purpose === 'contact' ? 'privacy:consents.again' : 'privacy:consents.yes')}
        </Button>
      </div>
    </Form>
  );
}
