import { App, Button, Checkbox, Form, Input, InputNumber, Popconfirm, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { listTemplates, resetTemplate, saveTemplate } from '#modules/tasks/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';
import { OutcomeFields } from './outcome-fields.tsx';

type Template = ResultOf<typeof listTemplates>['rows'][number];
type Values = Omit<Template, 'changed' | 'ships'>;

export const handle = { permission: saveTemplate.permission };

const CODE = /^[a-z][a-z0-9_]{0,39}$/;

export function Component() {
  const { code } = useParams();
  const data = useRead(read(listTemplates)).data;
  if (!data) return null;
  const found = data.rows.find((one) => one.code === code) ?? null;
  if (code && !found) return null;
  return <Edit template={found} fresh={freshWith(data.byKind.call)} />;
}

/** A new one begins with the ways a call can end. */
const freshWith = (outcomes: Values['outcomes']): Values => ({
  code: '',
  kind: 'call',
  name: { zh: '', en: '' },
  script: { zh: '', en: '' },
  outcomes,
  needsReason: false,
  dueDays: 3,
  priority: 2,
  active: true,
});

function Edit({ template, fresh }: { template: Template | null; fresh: Values }) {
  const { t } = useTranslation();
  const name = useName();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const save = useSend(saveTemplate, {
    ends: [listTemplates],
    onDone: () => {
      void message.success(t('shell:saved'));
      void navigate(paths.taskSettings());
    },
  });
  const required = [{ required: true, message: t('care:needed') }];
  return (
    <FormDrawer<Values>
      title={template ? name(template.name) : t('care:templates.add')}
      back={paths.taskSettings()}
      initialValues={template ?? fresh}
      submitLabel={t('shell:save')}
      onSubmit={({ code, ...body }) => save.mutate({ params: { code: template?.code ?? code }, body })}
      submitError={save.error}
      loading={save.isPending}
    >
      {!template && (
        <Form.Item
          name="code"
          label={t('care:playbooks.code')}
          extra={t('care:playbooks.code_note')}
          rules={[{ required: true, pattern: CODE, message: t('care:playbooks.code_note') }]}
        >
          <Input />
        </Form.Item>
      )}
      {(['zh', 'en'] as const).map((language) => (
        <Form.Item
          key={`name-${language}`}
          name={['name', language]}
          label={`${t('care:templates.name')} · ${t(`care:language.${language}`)}`}
          rules={required}
        >
          <Input maxLength={80} />
        </Form.Item>
      ))}
      <Form.Item name="kind" label={t('care:templates.kind')}>
        <Select
          options={(['call', 'wechat', 'sms', 'visit', 'other'] as const).map((kind) => ({
            value: kind,
            label: t(`care:kind.${kind}`),
          }))}
        />
      </Form.Item>
      {(['zh', 'en'] as const).map((language) => (
        <Form.Item
          key={`script-${language}`}
          name={['script', language]}
          label={`${t('care:day.script')} · ${t(`care:language.${language}`)}`}
          extra={t('care:templates.script_note')}
          rules={required}
        >
          <Input.TextArea autoSize={{ minRows: 4, maxRows: 16 }} maxLength={4_000} />
        </Form.Item>
      ))}
      <OutcomeFields />
      <Form.Item name="dueDays" label={t('care:templates.due_label')} rules={required}>
        <InputNumber min={0} max={365} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="priority" label={t('care:rules.priority')}>
        <Select options={([1, 2, 3] as const).map((value) => ({ value, label: t(`care:priority.${value}`) }))} />
      </Form.Item>
      <Form.Item name="needsReason" valuePropName="checked">
        <Checkbox>{t('care:templates.needs_reason')}</Checkbox>
      </Form.Item>
      <Form.Item name="active" valuePropName="checked">
        <Checkbox>{t('care:templates.active')}</Checkbox>
      </Form.Item>
      {template?.changed && <Reset template={template} />}
    </FormDrawer>
  );
}

/** Back to what ships, or away where it is one of our own. */
function Reset({ template }: { template: Template }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const reset = useSend(resetTemplate, {
    ends: [listTemplates],
    onDone: () => {
      void message.success(t('shell:saved'));
      void navigate(paths.taskSettings());
    },
  });
  return (
    <Popconfirm
      title={t(template.ships ? 'care:templates.reset_sure' : 'care:templates.remove_sure')}
      onConfirm={() => reset.mutate({ params: { code: template.code } })}
    >
      <Button danger={!template.ships} loading={reset.isPending}>
        {t(template.ships ? 'care:playbooks.reset' : 'care:templates.remove')}
      </Button>
    </Popconfirm>
  );
}
