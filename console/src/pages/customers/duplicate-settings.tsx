import { App, Form, Slider, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { listAudit } from '#modules/access/contract.ts';
import {
  getDuplicateSettings,
  getDuplicateState,
  saveDuplicateSettings,
  type DuplicateSettings,
} from '#modules/customers/duplicates-contract.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead, useSend } from '../../query.ts';
import { useCan } from '../../session.ts';

const settings = read(getDuplicateSettings);

export const loader = () => prefetch(settings);

export const handle = { permission: getDuplicateSettings.permission };

export function Component() {
  const found = useRead(settings).data;
  return found ? <Edit found={found} /> : null;
}

type Values = Omit<DuplicateSettings, 'threshold'> & { percent: number };

function Edit({ found: { threshold, ...found } }: { found: DuplicateSettings }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const may = useCan()(saveDuplicateSettings.permission);
  const save = useSend(saveDuplicateSettings, {
    ends: [getDuplicateSettings, getDuplicateState, listAudit],
    onDone: () => {
      void message.success(t('duplicates:settings.saved'));
      void navigate(paths.duplicates());
    },
  });
  return (
    <FormDrawer<Values>
      title={t('duplicates:settings.title')}
      back={paths.duplicates()}
      initialValues={{ ...found, percent: Math.round(threshold * 100) }}
      submitLabel={t('shell:save')}
      onSubmit={({ percent, ...values }) => save.mutate({ body: { ...values, threshold: percent / 100 } })}
      submitError={save.error}
      loading={save.isPending}
    >
      <Form.Item
        name="percent"
        label={t('duplicates:settings.threshold')}
        extra={t('duplicates:settings.threshold_help')}
      >
        <Slider
          ariaLabelForHandle={t('duplicates:settings.threshold')}
          min={30}
          max={99}
          disabled={!may}
          marks={{ 30: '30%', 50: '50%', 70: '70%', 90: '90%' }}
        />
      </Form.Item>
      <Form.Item
        name="foldPlusTags"
        valuePropName="checked"
        label={t('duplicates:settings.fold')}
        extra={t('duplicates:settings.fold_help')}
      >
        <Switch disabled={!may} />
      </Form.Item>
      <Form.Item
        name="mergeExactInBulk"
        valuePropName="checked"
        label={t('duplicates:settings.bulk')}
        extra={t('duplicates:settings.bulk_help')}
      >
        <Switch disabled={!may} />
      </Form.Item>
    </FormDrawer>
  );
}
