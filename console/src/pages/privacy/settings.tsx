import { App, Button, Checkbox, Form, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { role } from '#modules/access/contract.ts';
import { getSettings, maskedKind, saveSettings, type PrivacySettings } from '#modules/privacy/settings-contract.ts';
import { useFieldProblems } from '../../components/form-drawer.tsx';
import { prefetch, read, useRead, useSend } from '../../query.ts';
import { Page, Section } from '../../ui/page.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Removals } from './removals.tsx';
import styles from './privacy.module.css';

const settingsRead = read(getSettings);

export const loader = () => prefetch(settingsRead);

export const handle = { permission: saveSettings.permission };

/** Who sees what in clear, how much may leave, how long things are kept, how fast requests are answered. */
export function Component() {
  const { t } = useTranslation();
  const found = useRead(settingsRead);
  return (
    <Page title={t('privacy:settings.title')} note={t('privacy:settings.note')} narrow>
      <Shown query={found} lines={12}>
        {({ settings }) => <Settings settings={settings} />}
      </Shown>
      <div style={{ height: 16 }} />
      <Section title={t('privacy:removals.title')} note={t('privacy:removals.note')} flush>
        <Removals />
      </Section>
    </Page>
  );
}

function Settings({ settings }: { settings: PrivacySettings }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<PrivacySettings>();
  const save = useSend(saveSettings, {
    ends: [getSettings],
    onDone: () => void message.success(t('shell:saved')),
  });
  const rest = useFieldProblems(form, save.error);
  return (
    <Form<PrivacySettings>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={settings}
      onFinish={(body) => save.mutate({ body })}
      className={styles.sections ?? ''}
    >
      {rest && <ProblemNote error={rest} />}
      <Section title={t('privacy:masking.title')} note={t('privacy:masking.note')}>
        <Masking />
        <Whole name="revealsPerHour" most={10_000} />
      </Section>
      <Section title={t('privacy:settings.exports')} note={t('privacy:settings.exports_note')}>
        <Whole name="exportRows" most={10_000_000} />
        <Whole name="exportRowsPerDay" most={10_000_000} />
      </Section>
      <Section title={t('privacy:settings.retention')} note={t('privacy:settings.retention_note')}>
        {(['uploadDays', 'rowErrorDays', 'auditDays'] as const).map((name) => (
          <Form.Item
            key={name}
            name={['retention', name]}
            label={t(`privacy:settings.${name}`)}
            extra={t('privacy:settings.blank_keeps')}
            // An emptied field is undefined; kept for ever is null.
            getValueFromEvent={(value: number | null) => value}
          >
            <InputNumber
              min={name === 'auditDays' ? 365 : 1}
              max={36_500}
              suffix={t('privacy:settings.days')}
              style={{ width: 180 }}
            />
          </Form.Item>
        ))}
      </Section>
      <Section title={t('privacy:settings.requests')}>
        <Whole name="answerWithinDays" most={60} />
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('shell:save')}
        </Button>
      </Section>
    </Form>
  );
}

function Whole({
  name,
  most,
}: {
  name: 'revealsPerHour' | 'exportRows' | 'exportRowsPerDay' | 'answerWithinDays';
  most: number;
}) {
  const { t } = useTranslation();
  return (
    <Form.Item
      name={name}
      label={t(`privacy:settings.${name}`)}
      rules={[{ required: true, message: t('privacy:settings.number_needed') }]}
    >
      <InputNumber min={1} max={most} precision={0} style={{ width: 180 }} />
    </Form.Item>
  );
}

const ROLES = role.options.filter((one) => one !== 'administrator');

/** A box for each kind and role; administrators see everything. */
function Masking() {
  const { t } = useTranslation();
  return (
    <table className={styles.matrix}>
      <thead>
        <tr>
          <th scope="col">
            <span className="lk-hidden">{t('privacy:masking.kind')}</span>
          </th>
          {ROLES.map((one) => (
            <th key={one} scope="col">
              {t(`terms:role.${one}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {maskedKind.options.map((kind) => (
          <tr key={kind}>
            <th scope="row">{t(`privacy:reveal.${kind}`)}</th>
            {ROLES.map((one) => (
              <td key={one}>
                <Form.Item noStyle name={['masking', kind]} valuePropName="roles">
                  <RoleBox
                    one={one}
                    label={t('privacy:masking.box', {
                      role: t(`terms:role.${one}`),
                      kind: t(`privacy:reveal.${kind}`),
                    })}
                  />
                </Form.Item>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type Role = (typeof role.options)[number];
type RoleBoxProps = { one: Role; label: string; roles?: Role[]; onChange?: (roles: Role[]) => void };

function RoleBox({ one, label, roles, onChange }: RoleBoxProps) {
  const chosen = roles ?? [];
  return (
    <Checkbox
      aria-label={label}
      checked={chosen.includes(one)}
      onChange={(event) =>
        onChange?.(event.target.checked ? [...chosen, one] : chosen.filter((other) => other !== one))
      }
    />
  );
}
