import { Form, Input, Select, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { EVENTS } from '#modules/webhooks/contract.ts';

/** What the forms for a new and for a known receiver share. */
export function ReceiverFields() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item
        name="name"
        label={t('webhooks:name')}
        rules={[{ required: true, whitespace: true, max: 80, message: t('webhooks:name_needed') }]}
      >
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="url"
        label={t('webhooks:url')}
        extra={t('webhooks:url_note')}
        rules={[{ required: true, type: 'url', message: t('webhooks:url_needed') }]}
      >
        <Input type="url" autoComplete="off" placeholder="https://" />
      </Form.Item>
      <Form.Item
        name="events"
        label={t('webhooks:events')}
        rules={[{ required: true, message: t('webhooks:events_needed') }]}
      >
        <Select
          mode="multiple"
          options={EVENTS.map((event) => ({ value: event, label: t(`webhooks:event.${event}`) }))}
        />
      </Form.Item>
      <Form.Item name="active" label={t('webhooks:active')} extra={t('webhooks:active_note')} valuePropName="checked">
        <Switch />
      </Form.Item>
    </>
  );
}
