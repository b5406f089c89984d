import { App, Form, Input, InputNumber, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { listWinBackPlans, updateWinBackPlan, type WinBackPlan } from '#modules/care/plan-contract.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';

type Values = { goalPercent: number; spent: number; state: WinBackPlan['state']; review?: string };

export const handle = { permission: updateWinBackPlan.permission };

export function Component() {
  const planId = Number(useParams().planId);
  const plan = useRead(read(listWinBackPlans)).data?.rows.find((one) => one.planId === planId);
  return plan ? <Edit plan={plan} /> : null;
}

function Edit({
  plan,
}: {
  plan: Pick<WinBackPlan, 'planId' | 'name' | 'goalRate' | 'spentCents' | 'state' | 'review'>;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const format = useFormat();
  const save = useSend(updateWinBackPlan, {
    ends: [listWinBackPlans],
    onDone: () => {
      void message.success(t('shell:saved'));
      void navigate(paths.winBack());
    },
  });
  return (
    <FormDrawer<Values>
      title={plan.name}
      back={paths.winBack()}
      initialValues={{
        goalPercent: Math.round(plan.goalRate * 1000) / 10,
        spent: format.fromCents(plan.spentCents),
        state: plan.state,
        ...(plan.review && { review: plan.review }),
      }}
      submitLabel={t('shell:save')}
      onSubmit={({ goalPercent, spent, state, review }) =>
        save.mutate({
          params: { planId: plan.planId },
          body: {
            goalRate: goalPercent / 100,
            spentCents: format.toCents(spent),
            state,
            review: review?.trim() || null,
          },
        })
      }
      submitError={save.error}
      loading={save.isPending}
    >
      <Form.Item name="spent" label={t('care:win_back.spent')} rules={[{ required: true, message: t('care:needed') }]}>
        <InputNumber min={0} prefix={format.symbol} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item
        name="goalPercent"
        label={t('care:win_back.goal')}
        rules={[{ required: true, message: t('care:needed') }]}
      >
        <InputNumber min={1} max={100} suffix="%" style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="state" label={t('care:win_back.state_label')}>
        <Radio.Group
          options={(['running', 'ended'] as const).map((state) => ({
            value: state,
            label: t(`care:win_back.state.${state}`),
          }))}
        />
      </Form.Item>
      <Form.Item name="review" label={t('care:win_back.review')} extra={t('care:win_back.review_note')}>
        <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} maxLength={4_000} />
      </Form.Item>
    </FormDrawer>
  );
}
