import { App, Button, Checkbox, Form, Input, InputNumber, Popconfirm, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { listTemplates, resetTemplate, saveTemplate } from '#modules/tasks/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { resultColor } from './result-color.ts';

type Template = ResultOf<typeof listTemplates>['rows'][number];
type Values = Pick<Template, 'kind' | 'name' | 'script' | 'needsReason' | 'dueDays' | 'priority' | 'active'>;

export const handle = { permission: saveTemplate.permission };

export function Component() {
  const { code = '' } = useParams();
  const template = useRead(read(listTemplates)).data?.rows.find((one) => one.code === code);
  return template ? <Edit template={template} /> : null;
}

function Edit({ template }: { template: Template }) {
  const { t } = useTranslation();
  const name = useName();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const onDone = () => {
    void message.success(t('shell:saved'));
    void navigate(paths.taskSettings());
  };
  const save = useSend(saveTemplate, { ends: [listTemplates], onDone });
  const reset = useSend(resetTemplate, { ends: [listTemplates], onDone });
  const params = { code: template.code };
  const required = [{ required: true, message: t('care:needed') }];
  return (
    <FormDrawer<Values>
      title={name(template.name)}
      back={paths.taskSettings()}
      initialValues={template}
      submitLabel={t('shell:save')}
      onSubmit={({ kind, name: named, script, needsReason, dueDays, priority, active }) =>
        save.mutate({
          params,
          body: { kind, name: named, script, needsReason, dueDays, priority, active, outcomes: template.outcomes },
        })
      }
      submitError={save.error}
      loading={save.isPending}
    >
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
      <Form.Item label={t('care:templates.outcomes')}>
        <div style={{ display: 'flex', flexWrap: 'wrap', gap: '4px 16px' }}>
          {template.outcomes.map((outcome) => (
            <CodeTag key={outcome.code} color={resultColor(outcome.result)}>
              {name(outcome)}
            </CodeTag>
          ))}
        </div>
      </Form.Item>
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
      {template.changed && template.ships && (
        <Popconfirm title={t('care:templates.reset_sure')} onConfirm={() => reset.mutate({ params })}>
          <Button>{t('care:playbooks.reset')}</Button>
        </Popconfirm>
      )}
    </FormDrawer>
  );
}
