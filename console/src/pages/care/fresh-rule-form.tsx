import { App, Button, Form, InputNumber, Popconfirm, Select, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { listAudit } from '#modules/access/contract.ts';
import {
  createFreshRule,
  deleteFreshRule,
  listFreshRules,
  updateFreshRule,
  type FreshDraft,
} from '#modules/care/fresh-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { FormDrawer, useLetGo } from '../../components/form-drawer.tsx';
import { NotFound } from '../../components/not-found.tsx';
import { useVocabulary, useVocabularyCodes } from '../../components/vocabulary.ts';
import { paths } from '../../paths.ts';
import { useRead, useSend } from '../../query.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { useQualityName } from '../customers/quality-fields.ts';
import { freshRead } from './fresh.tsx';

type Answer = ResultOf<typeof listFreshRules>;
type Rule = Answer['rows'][number];
type Values = Omit<FreshDraft, 'class4'> & { class4: string };

export const handle = { permission: createFreshRule.permission };

const EVERYBODY = '';
const ends = [listFreshRules, listAudit];

export function Component() {
  const { ruleId } = useParams();
  const data = useRead(freshRead).data;
  if (!data) return null;
  const rule = data.rows.find((one) => one.ruleId === Number(ruleId));
  if (ruleId !== undefined && !rule) return <NotFound />;
  return <RuleForm rule={rule ?? null} fields={data.fields} />;
}

function RuleForm({ rule, fields }: { rule: Rule | null; fields: Answer['fields'] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const qualityName = useQualityName();
  const vocabulary = useVocabulary();
  const classes = useVocabularyCodes('class4');
  const onDone = () => {
    void message.success(t('shell:saved'));
    void navigate(paths.fresh());
  };
  const create = useSend(createFreshRule, { ends, onDone });
  const update = useSend(updateFreshRule, { ends, onDone });
  const submit = ({ class4, ...rest }: Values) => {
    const body = { ...rest, class4: class4 === EVERYBODY ? null : class4 };
    if (rule) update.mutate({ params: { ruleId: rule.ruleId }, body });
    else create.mutate({ body });
  };
  return (
    <FormDrawer<Values>
      title={t(rule ? 'fresh:edit' : 'fresh:add')}
      back={paths.fresh()}
      initialValues={{
        field: rule?.field ?? 'phone',
        class4: rule?.class4 ?? EVERYBODY,
        months: rule?.months ?? 12,
        askMissing: rule?.askMissing ?? false,
        active: rule?.active ?? true,
      }}
      submitLabel={t('shell:save')}
      onSubmit={submit}
      submitError={create.error ?? update.error}
      loading={create.isPending || update.isPending}
    >
      <Form.Item name="field" label={t('fresh:field')}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          options={fields.map(({ field, name }) => ({ value: field, label: qualityName(field, name) }))}
        />
      </Form.Item>
      <Form.Item name="class4" label={t('fresh:class')}>
        <Select
          options={[
            { value: EVERYBODY, label: t('fresh:everybody') },
            ...(classes ?? []).map((code) => ({ value: code, label: vocabulary('class4', code) })),
          ]}
        />
      </Form.Item>
      <Form.Item
        name="months"
        label={t('fresh:months')}
        extra={t('fresh:months_note')}
        rules={[{ required: true, message: t('care:needed') }]}
      >
        <InputNumber min={1} max={120} precision={0} suffix={t('fresh:months_unit')} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="askMissing" label={t('fresh:askMissing')} extra={t('fresh:askMissing_note')}>
        <Switch />
      </Form.Item>
      <Form.Item name="active" label={t('fresh:active')}>
        <Switch />
      </Form.Item>
      {rule && <Remove ruleId={rule.ruleId} />}
    </FormDrawer>
  );
}

function Remove({ ruleId }: { ruleId: number }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const letGo = useLetGo();
  const remove = useSend(deleteFreshRule, {
    ends,
    onDone: () => {
      letGo();
      void navigate(paths.fresh());
    },
  });
  return (
    <>
      <Popconfirm
        title={t('fresh:delete_sure')}
        okText={t('fresh:delete')}
        cancelText={t('shell:form.cancel')}
        okButtonProps={{ danger: true }}
        onConfirm={() => remove.mutate({ params: { ruleId } })}
      >
        <Button danger loading={remove.isPending}>
          {t('fresh:delete')}
        </Button>
      </Popconfirm>
      {remove.error && <ProblemNote error={remove.error} />}
    </>
  );
}
