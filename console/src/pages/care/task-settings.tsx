import { DeleteOutlined } from '@ant-design/icons';
import { App, Button, Form, Input, InputNumber, Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet } from 'react-router';
import {
  getTaskSettings,
  listTemplates,
  saveTaskSettings,
  saveTemplate,
  type TaskSettings,
} from '#modules/tasks/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { ButtonLink } from '../../components/button-link.tsx';
import { useFieldProblems } from '../../components/form-drawer.tsx';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead, useSend } from '../../query.ts';
import { Page, Section } from '../../ui/page.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Shown } from '../../ui/shown.tsx';
import styles from './task-settings.module.css';

type Template = ResultOf<typeof listTemplates>['rows'][number];

const templatesRead = read(listTemplates);
const settingsRead = read(getTaskSettings);

export function loader(): null {
  prefetch(settingsRead);
  return prefetch(templatesRead);
}

export const handle = { permission: saveTemplate.permission };

function useColumns(): TableColumnsType<Template> {
  const { t } = useTranslation();
  const name = useName();
  return useMemo(
    () => [
      {
        title: t('care:templates.name'),
        key: 'name',
        render: (_, template) => <Link to={paths.taskTemplate(template.code)}>{name(template.name)}</Link>,
      },
      {
        title: t('care:templates.kind'),
        dataIndex: 'kind',
        width: 100,
        render: (kind: Template['kind']) => t(`care:kind.${kind}`),
      },
      {
        title: t('care:templates.outcomes'),
        key: 'outcomes',
        render: (_, { outcomes }) => <span className="lk-soft">{outcomes.map(name).join(t('shell:list_comma'))}</span>,
      },
      {
        title: t('care:templates.due'),
        dataIndex: 'dueDays',
        width: 110,
        align: 'right',
        render: (days: number) => t('care:day.days', { count: days }),
      },
      {
        title: t('care:templates.origin'),
        key: 'origin',
        width: 120,
        render: (_, { ships, changed }) =>
          t(ships ? (changed ? 'care:templates.changed' : 'care:templates.ships') : 'care:templates.own'),
      },
    ],
    [t, name],
  );
}

/** What to do and say, how it can end, why customers leave, and when the lead is told. */
export function Component() {
  const { t } = useTranslation();
  const templates = useRead(templatesRead);
  const settings = useRead(settingsRead);
  const columns = useColumns();
  return (
    <Page title={t('care:templates.title')} note={t('care:templates.note')}>
      <Section
        title={t('care:templates.list')}
        actions={<ButtonLink to={paths.taskTemplateNew()}>{t('care:templates.add')}</ButtonLink>}
        flush
      >
        <Shown query={templates} lines={8}>
          {({ rows }) => (
            <Table<Template> rowKey="code" columns={columns} dataSource={rows} pagination={false} scroll={{ x: 800 }} />
          )}
        </Shown>
      </Section>
      <Shown query={settings} lines={6}>
        {(data) => <Reasons settings={data} />}
      </Shown>
      <Outlet />
    </Page>
  );
}

function Reasons({ settings }: { settings: TaskSettings }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<TaskSettings>();
  const save = useSend(saveTaskSettings, {
    ends: [getTaskSettings],
    onDone: () => void message.success(t('shell:saved')),
  });
  const rest = useFieldProblems(form, save.error);
  const required = [{ required: true, message: t('care:needed') }];
  return (
    <Section title={t('care:reasons.title')} note={t('care:reasons.note')}>
      <Form<TaskSettings>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={settings}
        onFinish={(body) => save.mutate({ body })}
      >
        {rest && <ProblemNote error={rest} />}
        <Form.Item name="escalateAfterDays" label={t('care:reasons.escalate')} rules={required}>
          <InputNumber min={1} max={60} />
        </Form.Item>
        <Form.List name="reasons">
          {(fields, { add, remove }) => (
            <div className={styles.reasons}>
              {fields.map((field, n) => (
                <div key={field.key} className={styles.reason}>
                  <Form.Item
                    name={[field.name, 'code']}
                    rules={[
                      { required: true, pattern: /^[a-z][a-z0-9_]{0,39}$/, message: t('care:playbooks.code_note') },
                    ]}
                  >
                    <Input aria-label={t('care:playbooks.code')} placeholder="price" />
                  </Form.Item>
                  <Form.Item name={[field.name, 'zh']} rules={required}>
                    <Input aria-label={t('care:language.zh')} />
                  </Form.Item>
                  <Form.Item name={[field.name, 'en']} rules={required}>
                    <Input aria-label={t('care:language.en')} />
                  </Form.Item>
                  <Button
                    type="text"
                    icon={<DeleteOutlined />}
                    disabled={fields.length === 1}
                    aria-label={t('care:reasons.remove', { number: n + 1 })}
                    onClick={() => remove(field.name)}
                  />
                </div>
              ))}
              <div className={styles.buttons}>
                <Button onClick={() => add({ code: '', zh: '', en: '' })}>{t('care:reasons.add')}</Button>
                <Button type="primary" htmlType="submit" loading={save.isPending}>
                  {t('shell:save')}
                </Button>
              </div>
            </div>
          )}
        </Form.List>
      </Form>
    </Section>
  );
}
