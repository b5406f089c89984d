import { App, Checkbox, Form, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { getCareSettings, saveCareSettings, type CareSettings } from '#modules/care/contract.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';

export const handle = { permission: saveCareSettings.permission };

export function Component() {
  const settings = useRead(read(getCareSettings)).data;
  return settings ? <Edit settings={settings} /> : null;
}

const FIELDS = [
  { name: 'returnDays', max: 180 },
  { name: 'restDays', max: 90 },
  { name: 'visitsPerDay', max: 100 },
  { name: 'visitDaysAhead', max: 60 },
] as const;

function Edit({ settings }: { settings: CareSettings }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const save = useSend(saveCareSettings, {
    ends: [getCareSettings],
    onDone: () => {
      void message.success(t('shell:saved'));
      void navigate(paths.alertSettings());
    },
  });
  const weekday = new Intl.DateTimeFormat(i18n.language, { weekday: 'short', timeZone: 'UTC' });
  return (
    <FormDrawer<CareSettings>
      title={t('care:settings.title')}
      back={paths.alertSettings()}
      initialValues={settings}
      submitLabel={t('shell:save')}
      onSubmit={(body) => save.mutate({ body })}
      submitError={save.error}
      loading={save.isPending}
    >
      {FIELDS.map(({ name, max }) => (
        <Form.Item
          key={name}
          name={name}
          label={t(`care:settings.${name}`)}
          extra={t(`care:settings.${name}_note`)}
          rules={[{ required: true, message: t('care:needed') }]}
        >
          <InputNumber min={0} max={max} style={{ width: '100%' }} />
        </Form.Item>
      ))}
      <Form.Item name="workdays" label={t('care:settings.workdays')}>
        <Checkbox.Group
          // 2024 began on a Monday.
          options={[1, 2, 3, 4, 5, 6, 7].map((day) => ({
            value: day,
            label: weekday.format(new Date(Date.UTC(2024, 0, day))),
          }))}
        />
      </Form.Item>
    </FormDrawer>
  );
}
