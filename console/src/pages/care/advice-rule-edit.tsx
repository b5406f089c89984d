import { App, Checkbox, Form, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { listActions, saveAction } from '#modules/care/policy-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';
import { useTaskWords } from './task-words.ts';

type Action = ResultOf<typeof listActions>['rows'][number];
type Values = { active: boolean; percent: number; templateCode: string };

export const handle = { permission: saveAction.permission };

export function Component() {
  const { code = '' } = useParams();
  const action = useRead(read(listActions)).data?.rows.find((one) => one.code === code);
  return action ? <Edit action={action} /> : null;
}

function Edit({ action }: { action: Action }) {
  const { t } = useTranslation();
  const name = useName();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { templates } = useTaskWords();
  const save = useSend(saveAction, {
    ends: [listActions],
    onDone: () => {
      void message.success(t('shell:saved'));
      void navigate(paths.alertSettings());
    },
  });
  return (
    <FormDrawer<Values>
      title={name(action.name)}
      back={paths.alertSettings()}
      initialValues={{
        active: action.active,
        percent: Math.round(action.upliftPrior * 1000) / 10,
        templateCode: action.templateCode,
      }}
      submitLabel={t('shell:save')}
      onSubmit={({ active, percent, templateCode }) =>
        save.mutate({ params: { code: action.code }, body: { active, upliftPrior: percent / 100, templateCode } })
      }
      submitError={save.error}
      loading={save.isPending}
    >
      <p className="lk-soft">{name(action.when)}</p>
      <Form.Item name="active" valuePropName="checked">
        <Checkbox>{t('care:rules.on')}</Checkbox>
      </Form.Item>
      <Form.Item
        name="percent"
        label={t('care:actions.uplift_label')}
        extra={t('care:actions.uplift_note')}
        rules={[{ required: true, message: t('care:needed') }]}
      >
        <InputNumber min={0} max={100} step={0.5} suffix="%" style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="templateCode" label={t('care:rules.task')}>
        <Select options={templates.map((template) => ({ value: template.code, label: name(template.name) }))} />
      </Form.Item>
    </FormDrawer>
  );
}
