import { App, Form, InputNumber } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { listAudit } from '#modules/access/contract.ts';
import { listFreshRules, saveFreshSettings, type FreshSettings } from '#modules/care/fresh-contract.ts';
import { getQuality, listFieldChecks, saveQualitySettings } from '#modules/customers/quality-contract.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { freshRead } from './fresh.tsx';

type Values = FreshSettings & { staleMonths?: number };

export const handle = { permission: saveFreshSettings.permission };

const LIMITS = [
  { name: 'perDay', min: 0, max: 10_000 },
  { name: 'perPerson', min: 0, max: 100 },
  { name: 'openAtMost', min: 1, max: 500 },
] as const;

export function Component() {
  const settings = useRead(freshRead).data?.settings;
  const mayLimit = useCan()(saveQualitySettings.permission);
  const quality = useRead(read(getQuality, { query: {} }), { enabled: mayLimit });
  if (!settings || (mayLimit && !quality.data)) return null;
  return <Edit settings={settings} staleMonths={quality.data?.staleMonths ?? null} />;
}

/** How much work may come of it; and for the numbers of quality, when a value is old. */
function Edit({ settings, staleMonths }: { settings: FreshSettings; staleMonths: number | null }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [failed, setFailed] = useState<unknown>(null);
  const saveLimits = useSend(saveFreshSettings, { ends: [listFreshRules, listAudit] });
  const saveStale = useSend(saveQualitySettings, { ends: [getQuality, listFieldChecks, listAudit] });
  const submit = async ({ staleMonths: months, ...body }: Values) => {
    try {
      setFailed(null);
      await saveLimits.mutateAsync({ body });
      if (months && months !== staleMonths) await saveStale.mutateAsync({ body: { staleMonths: months } });
      void message.success(t('shell:saved'));
      void navigate(paths.fresh());
    } catch (error) {
      setFailed(error);
    }
  };
  return (
    <FormDrawer<Values>
      title={t('fresh:limits')}
      back={paths.fresh()}
      initialValues={{ ...settings, ...(staleMonths !== null && { staleMonths }) }}
      submitLabel={t('shell:save')}
      onSubmit={(values) => void submit(values)}
      submitError={failed}
      loading={saveLimits.isPending || saveStale.isPending}
    >
      {LIMITS.map(({ name, min, max }) => (
        <Form.Item
          key={name}
          name={name}
          label={t(`fresh:${name}`)}
          extra={t(`fresh:${name}_note`)}
          rules={[{ required: true, message: t('care:needed') }]}
        >
          <InputNumber min={min} max={max} precision={0} style={{ width: '100%' }} />
        </Form.Item>
      ))}
      {staleMonths !== null && (
        <Form.Item
          name="staleMonths"
          label={t('fresh:staleMonths')}
          extra={t('fresh:staleMonths_note')}
          rules={[{ required: true, message: t('care:needed') }]}
        >
          <InputNumber min={1} max={120} precision={0} suffix={t('fresh:months_unit')} style={{ width: '100%' }} />
        </Form.Item>
      )}
    </FormDrawer>
  );
}
