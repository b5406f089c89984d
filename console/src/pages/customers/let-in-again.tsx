import { App, Button, Form, Input, Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listAudit } from '#modules/access/contract.ts';
import { liftSuppression } from '#modules/privacy/requests-contract.ts';
import { useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';

/** On an erased record: whoever comes back of their own will may be recorded anew from here on. */
export function LetInAgain({ customerId }: { customerId: number }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  if (!useCan()(liftSuppression.permission)) return null;
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      destroyOnHidden
      title={t('privacy:lift.title')}
      content={<Reason customerId={customerId} onDone={() => setOpen(false)} />}
    >
      <Button type="link" size="small">
        {t('privacy:lift.open')}
      </Button>
    </Popover>
  );
}

function Reason({ customerId, onDone }: { customerId: number; onDone: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const lift = useSend(liftSuppression, {
    ends: [listAudit],
    onDone: ({ freed }) => {
      void message.success(t(freed > 0 ? 'privacy:lift.done' : 'privacy:lift.nothing', { count: freed }));
      onDone();
    },
  });
  return (
    <Form<{ reason: string }>
      layout="vertical"
      requiredMark={false}
      style={{ width: 320 }}
      onFinish={(body) => lift.mutate({ params: { customerId }, body })}
    >
      <p className="lk-soft" style={{ margin: '0 0 12px' }}>
        {t('privacy:lift.note')}
      </p>
      {lift.error && <ProblemNote error={lift.error} />}
      <Form.Item
        name="reason"
        label={t('privacy:lift.reason')}
        rules={[{ required: true, whitespace: true, min: 4, message: t('privacy:lift.reason_needed') }]}
      >
        <Input maxLength={500} placeholder={t('privacy:lift.reason_example')} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={lift.isPending}>
        {t('privacy:lift.submit')}
      </Button>
    </Form>
  );
}
