import { App, Checkbox, Form, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { listAlertRules, saveAlertRule, type RuleSettings, type SetAlertRule } from '#modules/care/contract.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';
import { useTaskWords } from './task-words.ts';

export const handle = { permission: saveAlertRule.permission };

export function Component() {
  const { code = '' } = useParams();
  const rule = useRead(read(listAlertRules)).data?.rows.find((one) => one.code === code);
  return rule ? <Edit rule={rule} /> : null;
}

/** Amounts are typed in major units. */
const isMoney = (argument: string): boolean => argument.endsWith('Cents');

function Edit({ rule }: { rule: SetAlertRule }) {
  const { t } = useTranslation();
  const name = useName();
  const navigate = useNavigate();
  const format = useFormat();
  const { message } = App.useApp();
  const { templates } = useTaskWords();
  const save = useSend(saveAlertRule, {
    ends: [listAlertRules],
    onDone: () => {
      void message.success(t('shell:saved'));
      void navigate(paths.alertSettings());
    },
  });
  const given = Object.entries(rule.args);
  const shown = Object.fromEntries(given.map(([key, value]) => [key, isMoney(key) ? format.fromCents(value) : value]));
  const required = [{ required: true, message: t('care:needed') }];
  return (
    <FormDrawer<RuleSettings>
      title={name(rule.name)}
      back={paths.alertSettings()}
      initialValues={{
        active: rule.active,
        args: shown,
        templateCode: rule.templateCode,
        deadlineHours: rule.deadlineHours,
        priority: rule.priority,
        quietDays: rule.quietDays,
      }}
      submitLabel={t('shell:save')}
      onSubmit={(values) =>
        save.mutate({
          params: { code: rule.code },
          body: {
            ...values,
            args: Object.fromEntries(
              Object.entries(values.args).map(([key, value]) => [key, isMoney(key) ? format.toCents(value) : value]),
            ),
          },
        })
      }
      submitError={save.error}
      loading={save.isPending}
    >
      <Form.Item name="active" valuePropName="checked">
        <Checkbox>{t('care:rules.on')}</Checkbox>
      </Form.Item>
      {given.map(([key]) => (
        <Form.Item key={key} name={['args', key]} label={t(`care:argument.${key}`)} rules={required}>
          <InputNumber min={0} style={{ width: '100%' }} />
        </Form.Item>
      ))}
      <Form.Item name="templateCode" label={t('care:rules.task')}>
        <Select options={templates.map((template) => ({ value: template.code, label: name(template.name) }))} />
      </Form.Item>
      <Form.Item name="deadlineHours" label={t('care:rules.deadline_label')} rules={required}>
        <InputNumber min={1} max={1440} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="priority" label={t('care:rules.priority')}>
        <Select options={([1, 2, 3] as const).map((value) => ({ value, label: t(`care:priority.${value}`) }))} />
      </Form.Item>
      <Form.Item name="quietDays" label={t('care:rules.quiet_label')} rules={required}>
        <InputNumber min={0} max={730} style={{ width: '100%' }} />
      </Form.Item>
    </FormDrawer>
  );
}
