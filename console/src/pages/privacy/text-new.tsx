import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { listConsentTexts, publishConsentText } from '#modules/privacy/contract.ts';
import type { BodyInput } from '#shared/endpoint.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { paths } from '../../paths.ts';
import { useSend } from '../../query.ts';

type Values = BodyInput<typeof publishConsentText>;

const PURPOSES = ['marketing', 'survey', 'service', 'personalisation', 'profiling'] as const;

export const handle = { permission: publishConsentText.permission };

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const publish = useSend(publishConsentText, {
    ends: [listConsentTexts],
    onDone: () => void navigate(paths.consentTexts()),
  });
  const needed = [{ required: true, whitespace: true, message: t('privacy:texts.needed') }];
  return (
    <FormDrawer<Values>
      title={t('privacy:texts.new')}
      back={paths.consentTexts()}
      initialValues={{ purpose: 'marketing' }}
      submitLabel={t('privacy:texts.publish')}
      onSubmit={(body) => publish.mutate({ body })}
      submitError={publish.error}
      loading={publish.isPending}
    >
      <Form.Item name="purpose" label={t('privacy:texts.purpose')} extra={t('privacy:texts.purpose_note')}>
        <Select options={PURPOSES.map((value) => ({ value, label: t(`privacy:purpose.${value}`) }))} />
      </Form.Item>
      <Form.Item name="titleZh" label={t('privacy:texts.title_zh')} rules={needed}>
        <Input maxLength={120} />
      </Form.Item>
      <Form.Item name="bodyZh" label={t('privacy:texts.body_zh')} rules={needed}>
        <Input.TextArea maxLength={5000} autoSize={{ minRows: 4, maxRows: 12 }} />
      </Form.Item>
      <Form.Item name="titleEn" label={t('privacy:texts.title_en')} rules={needed}>
        <Input maxLength={120} />
      </Form.Item>
      <Form.Item name="bodyEn" label={t('privacy:texts.body_en')} rules={needed}>
        <Input.TextArea maxLength={5000} autoSize={{ minRows: 4, maxRows: 12 }} />
      </Form.Item>
    </FormDrawer>
  );
}
