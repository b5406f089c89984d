import { App, Checkbox, Form, Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { listPlaybooks } from '#modules/care/playbook-contract.ts';
import { listPolicies, savePolicy, saveVipRule, type Policy, type VipRule } from '#modules/care/policy-contract.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useVocabulary, useVocabularyCodes } from '../../components/vocabulary.ts';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';

export const handle = { permission: savePolicy.permission };

export function Component() {
  const { code = '' } = useParams();
  const data = useRead(read(listPolicies)).data;
  if (!data) return null;
  if (code === 'vip') return <EditVip rule={data.vip} />;
  const policy = data.rows.find((row) => row.code === code);
  return policy ? <EditPolicy code={code} policy={policy} name={policy.name} /> : null;
}

type Lines = { zh: string; en: string };
type Values = Omit<Policy, 'careShare' | 'needs' | 'benefits'> & {
  sharePercent: number;
  needs: Lines;
  benefits: Lines;
};

const asLines = ({ zh, en }: Policy['needs']): Lines => ({ zh: zh.join('\n'), en: en.join('\n') });
const split = (text: string | undefined): string[] =>
  (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
const asList = ({ zh, en }: Lines): Policy['needs'] => ({ zh: split(zh), en: split(en) });

function useSaved() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  return () => {
    void message.success(t('shell:saved'));
    void navigate(paths.policies());
  };
}

function EditPolicy({ code, policy, name }: { code: string; policy: Policy; name: Lines }) {
  const { t } = useTranslation();
  const told = useName();
  const playbooks = useRead(read(listPlaybooks)).data?.rows ?? [];
  const save = useSend(savePolicy, { ends: [listPolicies], onDone: useSaved() });
  const submit = ({ sharePercent, needs, benefits, contactEveryDays, ...rest }: Values) =>
    save.mutate({
      params: { code },
      body: {
        ...rest,
        contactEveryDays: contactEveryDays ?? null,
        careShare: sharePercent / 100,
        needs: asList(needs),
        benefits: asList(benefits),
      },
    });
  return (
    <FormDrawer<Values>
      title={told(name)}
      back={paths.policies()}
      initialValues={{
        ownerRule: policy.ownerRule,
        ownerChange: policy.ownerChange,
        ownerDaily: policy.ownerDaily,
        contactEveryDays: policy.contactEveryDays,
        contactKind: policy.contactKind,
        contactMinutes: policy.contactMinutes,
        answerWithinHours: policy.answerWithinHours,
        playbooks: policy.playbooks,
        sharePercent: Math.round(policy.careShare * 1000) / 10,
        needs: asLines(policy.needs),
        benefits: asLines(policy.benefits),
      }}
      submitLabel={t('shell:save')}
      onSubmit={submit}
      submitError={save.error}
      loading={save.isPending}
    >
      <Form.Item name="ownerRule" label={t('care:policies.owner_rule')}>
        <Select
          options={(['own_manager', 'store_team', 'lead', 'nobody'] as const).map((rule) => ({
            value: rule,
            label: t(`care:owner_rule.${rule}`),
          }))}
        />
      </Form.Item>
      <Form.Item name="ownerChange" label={t('care:policies.owner_change')}>
        <Select
          options={(['unowned', 'unfitting'] as const).map((change) => ({
            value: change,
            label: t(`care:owner_change.${change}`),
          }))}
        />
      </Form.Item>
      <Form.Item name="ownerDaily" valuePropName="checked" extra={t('care:policies.daily_note')}>
        <Checkbox>{t('care:policies.daily_label')}</Checkbox>
      </Form.Item>
      <Form.Item name="contactEveryDays" label={t('care:policies.every')} extra={t('care:policies.every_note')}>
        <InputNumber min={1} max={730} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="contactKind" label={t('care:log.channel')}>
        <Select
          options={(['call', 'wechat', 'sms', 'visit'] as const).map((kind) => ({
            value: kind,
            label: t(`care:kind.${kind}`),
          }))}
        />
      </Form.Item>
      <Form.Item
        name="contactMinutes"
        label={t('care:policies.minutes')}
        rules={[{ required: true, message: t('care:needed') }]}
      >
        <InputNumber min={1} max={480} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item
        name="answerWithinHours"
        label={t('care:policies.answer')}
        extra={t('care:policies.answer_note')}
        rules={[{ required: true, message: t('care:needed') }]}
      >
        <InputNumber min={1} max={240} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item
        name="sharePercent"
        label={t('care:policies.share_percent')}
        rules={[{ required: true, message: t('care:needed') }]}
      >
        <InputNumber min={0} max={50} step={0.5} suffix="%" style={{ width: '100%' }} />
      </Form.Item>
      {(['needs', 'benefits'] as const).map((list) =>
        (['zh', 'en'] as const).map((language) => (
          <Form.Item
            key={`${list}-${language}`}
            name={[list, language]}
            label={`${t(`care:policies.${list}`)} · ${t(`care:language.${language}`)}`}
            extra={t('care:policies.line_each')}
          >
            <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} />
          </Form.Item>
        )),
      )}
      <Form.Item name="playbooks" label={t('care:policies.playbooks')}>
        <Select
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          options={playbooks.map((playbook) => ({ value: playbook.code, label: told(playbook.name) }))}
        />
      </Form.Item>
    </FormDrawer>
  );
}

type VipValues = Omit<VipRule, 'minCurrentCents'> & { money: number };

function EditVip({ rule }: { rule: VipRule }) {
  const { t } = useTranslation();
  const format = useFormat();
  const vocabulary = useVocabulary();
  const classes = useVocabularyCodes('class4') ?? [];
  const save = useSend(saveVipRule, { ends: [listPolicies], onDone: useSaved() });
  return (
    <FormDrawer<VipValues>
      title={t('care:vip.title')}
      back={paths.policies()}
      initialValues={{ ...rule, money: format.fromCents(rule.minCurrentCents) }}
      submitLabel={t('shell:save')}
      onSubmit={({ money, minPurchaseDays, classes: chosen, needed }) =>
        save.mutate({ body: { minCurrentCents: format.toCents(money), minPurchaseDays, classes: chosen, needed } })
      }
      submitError={save.error}
      loading={save.isPending}
    >
      <Form.Item name="money" label={t('care:vip.spend_label')} rules={[{ required: true, message: t('care:needed') }]}>
        <InputNumber min={0} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item
        name="minPurchaseDays"
        label={t('care:vip.days_label')}
        rules={[{ required: true, message: t('care:needed') }]}
      >
        <InputNumber min={1} max={1000} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="classes" label={t('care:vip.classes_label')}>
        <Select mode="multiple" options={classes.map((code) => ({ value: code, label: vocabulary('class4', code) }))} />
      </Form.Item>
      <Form.Item name="needed" label={t('care:vip.needed_label')}>
        <Select options={[1, 2, 3].map((value) => ({ value, label: t('care:vip.needed', { count: value }) }))} />
      </Form.Item>
    </FormDrawer>
  );
}
