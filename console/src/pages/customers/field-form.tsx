import { App, AutoComplete, Button, Checkbox, Form, Input, Popconfirm, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { listAudit, role } from '#modules/access/contract.ts';
import { getCustomer, listCustomers, listFields } from '#modules/customers/contract.ts';
import {
  createCustomField,
  customType,
  deleteCustomField,
  listCustomFields,
  updateCustomField,
  type CustomField,
  type CustomRules,
  type CustomType,
} from '#modules/customers/custom-contract.ts';
import { FormDrawer, useLetGo } from '../../components/form-drawer.tsx';
import { paths } from '../../paths.ts';
import { useRead, useSend } from '../../query.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { customRead } from './custom-reads.ts';
import { ChoicesEditor, RulesEditor } from './field-rules.tsx';
import styles from './field-settings.module.css';

type Choice = { code?: string; name: string; archived?: boolean };
type Values = {
  name: string;
  type: CustomType;
  code?: string;
  section?: string;
  help?: string | null;
  choices?: Choice[];
  rules?: CustomRules;
  viewRoles?: string[] | null;
  editRoles?: string[] | null;
  archived?: boolean;
};

export const handle = { permission: createCustomField.permission };

/** A new field, or with an id in the address a known one. */
export function Component() {
  const { fieldId } = useParams();
  const fields = useRead(customRead).data?.rows;
  const field = fields?.find((one) => one.fieldId === Number(fieldId));
  if (!fields || (fieldId !== undefined && !field)) return null;
  const sections = [...new Set(fields.map((one) => one.section))].filter((section) => section !== '');
  return <FieldForm field={field ?? null} sections={sections} />;
}

const ends = [listCustomFields, listFields, listCustomers, getCustomer, listAudit];

function useSave(field: CustomField | null) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const onDone = () => {
    void message.success(t('shell:saved'));
    void navigate(paths.customerFields());
  };
  const create = useSend(createCustomField, { ends, onDone });
  const update = useSend(updateCustomField, { ends, onDone });
  const submit = ({ type, code, ...values }: Values) => {
    const body = {
      ...values,
      section: values.section ?? '',
      help: values.help || null,
      viewRoles: values.viewRoles?.length ? values.viewRoles : null,
      editRoles: values.editRoles?.length ? values.editRoles : null,
    };
    if (field) update.mutate({ params: { fieldId: field.fieldId }, body });
    else create.mutate({ body: { ...body, type, ...(code && { code }) } });
  };
  return { submit, error: create.error ?? update.error, pending: create.isPending || update.isPending };
}

function FieldForm({ field, sections }: { field: CustomField | null; sections: readonly string[] }) {
  const { t } = useTranslation();
  const { submit, error, pending } = useSave(field);
  const roles = role.options
    .filter((one) => one !== 'administrator')
    .map((one) => ({ value: one, label: t(`terms:role.${one}`) }));
  return (
    <FormDrawer<Values>
      title={field?.name ?? t('customers:field.add')}
      back={paths.customerFields()}
      initialValues={field ?? { type: 'text', choices: [{ name: '' }, { name: '' }], rules: {} }}
      submitLabel={t('shell:save')}
      onSubmit={submit}
      submitError={error}
      loading={pending}
    >
      <Form.Item
        name="name"
        label={t('customers:field.name')}
        rules={[{ required: true, whitespace: true, max: 60, message: t('customers:field.name_needed') }]}
      >
        <Input autoFocus={!field} />
      </Form.Item>
      <Form.Item name="type" label={t('customers:field.type')} extra={field && t('customers:field.type_fixed')}>
        <Select
          disabled={field !== null}
          options={customType.options.map((type) => ({ value: type, label: t(`customers:field_type.${type}`) }))}
        />
      </Form.Item>
      <ChoicesEditor />
      <RulesEditor />
      <Form.Item name="section" label={t('customers:field.section')} extra={t('customers:field.section_note')}>
        <AutoComplete options={sections.map((value) => ({ value }))} maxLength={40} />
      </Form.Item>
      <Form.Item name="help" label={t('customers:field.help')}>
        <Input.TextArea maxLength={300} autoSize={{ minRows: 1, maxRows: 4 }} />
      </Form.Item>
      <Form.Item
        name="code"
        label={t('customers:field.code')}
        extra={t('customers:field.code_note')}
        rules={[{ pattern: /^[a-z][a-z0-9_]{0,39}$/, message: t('customers:field.code_rule') }]}
      >
        <Input disabled={field !== null} placeholder="skin_type" />
      </Form.Item>
      <Form.Item name="viewRoles" label={t('customers:field.seen_by')} extra={t('customers:field.seen_note')}>
        <Select mode="multiple" allowClear placeholder={t('customers:field.everybody')} options={roles} />
      </Form.Item>
      <Form.Item name="editRoles" label={t('customers:field.filled_by')}>
        <Select mode="multiple" allowClear placeholder={t('customers:field.everybody_filling')} options={roles} />
      </Form.Item>
      {field && (
        <>
          <Form.Item name="archived" valuePropName="checked" extra={t('customers:field.archive_note')}>
            <Checkbox>{t('customers:field.archive')}</Checkbox>
          </Form.Item>
          <DeleteField field={field} />
        </>
      )}
    </FormDrawer>
  );
}

function DeleteField({ field }: { field: CustomField }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const letGo = useLetGo();
  const remove = useSend(deleteCustomField, {
    ends,
    onDone: () => {
      letGo();
      void navigate(paths.customerFields());
    },
  });
  return (
    <div className={styles.danger}>
      <Popconfirm
        title={t('customers:field.delete_sure', { name: field.name })}
        okText={t('customers:field.delete')}
        cancelText={t('shell:form.cancel')}
        okButtonProps={{ danger: true }}
        onConfirm={() => remove.mutate({ params: { fieldId: field.fieldId } })}
      >
        <Button danger loading={remove.isPending}>
          {t('customers:field.delete')}
        </Button>
      </Popconfirm>
      {remove.error && <ProblemNote error={remove.error} />}
    </div>
  );
}
