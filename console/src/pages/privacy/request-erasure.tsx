import { CheckCircleFilled, LoadingOutlined, WarningFilled } from '@ant-design/icons';
import { Alert, Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { getCustomer } from '#modules/customers/contract.ts';
import {
  getRequest,
  listRequests,
  startErasure,
  type ErasureOutcome,
  type PrivacyRequest,
} from '#modules/privacy/requests-contract.ts';
import { useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { useFormat } from '../../format.ts';
import { Section } from '../../ui/page.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import styles from './privacy.module.css';

type Request = Pick<PrivacyRequest, 'requestId' | 'state' | 'customerCode' | 'verified' | 'outcome'>;

/** Erasing: what goes, what stays, the button that cannot be taken back, and afterwards the proof. */
export function ErasureSection({ request }: { request: Request }) {
  const { t } = useTranslation();
  const mayErase = useCan()(startErasure.permission);
  if (request.state === 'refused') return null;
  return (
    <Section title={t('privacy:erase.title')}>
      {request.state === 'working' && (
        <p>
          <LoadingOutlined /> {t('privacy:erase.working')}
        </p>
      )}
      {request.outcome && <Outcome outcome={request.outcome} />}
      {request.state === 'open' &&
        (mayErase ? <Confirming request={request} /> : <p className="lk-soft">{t('privacy:erase.administrator')}</p>)}
    </Section>
  );
}

function Confirming({ request }: { request: Request }) {
  const { t } = useTranslation();
  const { requestId, customerCode, verified } = request;
  const erase = useSend(startErasure, { ends: [getRequest, listRequests, getCustomer] });
  return (
    <Form<{ confirm: string }>
      layout="vertical"
      requiredMark={false}
      className={styles.form ?? ''}
      onFinish={({ confirm }) => erase.mutate({ params: { requestId }, body: { confirm } })}
    >
      <ul className={styles.list}>
        {(['goes', 'stays', 'again'] as const).map((point) => (
          <li key={point}>{t(`privacy:erase.${point}`)}</li>
        ))}
      </ul>
      {!verified && (
        <Alert type="warning" showIcon title={t('privacy:erase.verify_first')} style={{ marginBottom: 16 }} />
      )}
      {erase.error && <ProblemNote error={erase.error} />}
      <Form.Item
        name="confirm"
        label={t('privacy:erase.confirm', { code: customerCode })}
        rules={[
          {
            validator: async (_, value: unknown) => {
              if (value !== customerCode) throw new Error(t('privacy:erase.confirm_differs'));
            },
          },
        ]}
      >
        <Input autoComplete="off" maxLength={120} />
      </Form.Item>
      <Button danger type="primary" htmlType="submit" disabled={!verified} loading={erase.isPending}>
        {t('privacy:erase.button')}
      </Button>
    </Form>
  );
}

function Outcome({ outcome }: { outcome: ErasureOutcome }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { swept, files, auditEntries, shared } = outcome;
  const rows = Object.values(outcome.tables).reduce((sum, count) => sum + count, 0);
  const clean = swept.left.length === 0;
  const lines = [
    ['rows', rows],
    ['audit', auditEntries],
    ['elsewhere', swept.rows],
    ['files', files.deleted.length],
    ['refused_rows', files.emptiedRows],
    ['shared', shared],
  ] as const;
  return (
    <>
      <p className={clean ? styles.clean : styles.left}>
        {clean ? <CheckCircleFilled /> : <WarningFilled />}{' '}
        {t(clean ? 'privacy:erase.clean' : 'privacy:erase.left', {
          tables: format.number(swept.tables),
          columns: format.number(swept.columns),
        })}
      </p>
      {!clean && (
        <ul className={styles.list}>
          {swept.left.map(({ table, column, rows: count }) => (
            <li key={`${table}.${column}`}>{`${table}.${column}: ${count}`}</li>
          ))}
        </ul>
      )}
      <dl className={styles.counts}>
        {lines.map(([name, count]) => (
          <div key={name}>
            <dt>{t(`privacy:erase.${name}`)}</dt>
            <dd>{format.number(count)}</dd>
          </div>
        ))}
      </dl>
      {files.outside.length > 0 && (
        <Alert type="warning" showIcon title={t('privacy:erase.outside')} description={files.outside.join(', ')} />
      )}
    </>
  );
}
