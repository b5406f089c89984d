import { App, Button, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { getStart, saveOrganisation, type Organisation } from '#modules/access/contract.ts';
import { CURRENCIES, timeZones } from '../../components/places.ts';
import { useFieldProblems } from '../../components/form-drawer.tsx';
import { useSend } from '../../query.ts';
import { useCan, useOrganisation, useStart } from '../../session.ts';
import { Page, Section } from '../../ui/page.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';

export function Component() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { version } = useStart();
  const organisation = useOrganisation();
  const mayChange = useCan()(saveOrganisation.permission);
  const [form] = Form.useForm<Organisation>();
  const save = useSend(saveOrganisation, {
    ends: [getStart],
    onDone: () => void message.success(t('shell:saved')),
  });
  const rest = useFieldProblems(form, save.error);
  return (
    <Page title={t('access:organisation.title')} note={t('access:organisation.note')} narrow>
      <Section>
        <Form<Organisation>
          form={form}
          layout="vertical"
          requiredMark={false}
          disabled={!mayChange}
          initialValues={organisation}
          onFinish={(body) => save.mutate({ body })}
          style={{ maxWidth: 440 }}
        >
          {rest && <ProblemNote error={rest} />}
          <Form.Item
            name="name"
            label={t('access:organisation.name')}
            rules={[{ required: true, whitespace: true, max: 100, message: t('access:organisation.name_needed') }]}
          >
            <Input />
          </Form.Item>
          <Form.Item
            name="timeZone"
            label={t('access:organisation.time_zone')}
            extra={t('access:organisation.time_zone_note')}
          >
            <Select showSearch options={timeZones().map((value) => ({ value }))} />
          </Form.Item>
          <Form.Item name="currency" label={t('access:organisation.currency')}>
            <Select options={CURRENCIES.map((value) => ({ value }))} />
          </Form.Item>
          {mayChange && (
            <Button type="primary" htmlType="submit" loading={save.isPending}>
              {t('shell:save')}
            </Button>
          )}
        </Form>
      </Section>
      <p className="lk-faint">{t('access:organisation.version', { version })}</p>
    </Page>
  );
}
