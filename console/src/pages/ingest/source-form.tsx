import { App, Form, Input, InputNumber, Segmented, Select, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { listAudit } from '#modules/access/contract.ts';
import { listOwners } from '#modules/customers/contract.ts';
import {
  listOverdueSources,
  listSources,
  saveSource,
  sourceCategory,
  type RegisteredSource,
} from '#modules/ingest/sources-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { notAmong } from '../../components/not-among.ts';
import { NotFound } from '../../components/not-found.tsx';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';
import { sourcesRead } from './sources.tsx';

type Row = ResultOf<typeof listSources>['rows'][number];
type Values = Pick<RegisteredSource, 'category' | 'expectedDays' | 'archived'> & {
  code: string;
  name: string;
  origin: 'internal' | 'external' | '';
  format: string;
  responsibleId: string | null;
  note: string;
};

export const handle = { permission: saveSource.permission };

export function Component() {
  const code = useSearchParams()[0].get('code');
  const data = useRead(sourcesRead).data;
  if (!data) return null;
  const source = data.rows.find((one) => one.code === code);
  if (code !== null && !source) return <NotFound />;
  return <SourceForm source={source ?? null} taken={data.rows.map((one) => one.code)} />;
}

function SourceForm({ source, taken }: { source: Row | null; taken: readonly string[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const save = useSend(saveSource, {
    ends: [listSources, listOverdueSources, listAudit],
    onDone: () => {
      void message.success(t('shell:saved'));
      void navigate(paths.sources());
    },
  });
  const submit = ({ code, name, origin, category, format, expectedDays, responsibleId, note, archived }: Values) =>
    save.mutate({
      params: { code: source?.code ?? code.trim() },
      body: {
        name,
        origin: origin || null,
        category: category ?? null,
        format: format.trim() || null,
        expectedDays: expectedDays ?? null,
        responsibleId: responsibleId ?? null,
        note: note.trim() || null,
        archived,
      },
    });
  return (
    <FormDrawer<Values>
      title={source?.name ?? t('sources:add')}
      back={paths.sources()}
      initialValues={{
        code: '',
        name: source?.name ?? '',
        origin: source?.origin ?? '',
        category: source?.category ?? null,
        format: source?.format ?? '',
        expectedDays: source?.expectedDays ?? null,
        responsibleId: source?.responsibleId ?? null,
        note: source?.note ?? '',
        archived: source?.archived ?? false,
      }}
      submitLabel={t('shell:save')}
      onSubmit={submit}
      submitError={save.error}
      loading={save.isPending}
    >
      {!source && (
        <Form.Item
          name="code"
          label={t('sources:code')}
          extra={t('sources:code_note')}
          rules={[
            { required: true, whitespace: true, max: 60, message: t('sources:code_needed') },
            { validator: notAmong(taken), message: t('sources:code_taken') },
          ]}
        >
          <Input autoComplete="off" />
        </Form.Item>
      )}
      <Form.Item
        name="name"
        label={t('sources:name')}
        rules={[{ required: true, whitespace: true, max: 60, message: t('sources:name_needed') }]}
      >
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item name="expectedDays" label={t('sources:expected')} extra={t('sources:expected_note')}>
        <InputNumber min={1} max={366} precision={0} suffix={t('sources:days')} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="responsibleId" label={t('sources:responsible')}>
        <Responsible />
      </Form.Item>
      <About />
      {source && (
        <Form.Item name="archived" label={t('sources:archived')} extra={t('sources:archived_note')}>
          <Switch />
        </Form.Item>
      )}
    </FormDrawer>
  );
}

type ResponsibleProps = { id?: string; value?: string | null; onChange?: (id: string | null) => void };

function Responsible({ value, onChange, ...rest }: ResponsibleProps) {
  const { t } = useTranslation();
  const people = useRead(read(listOwners)).data?.rows ?? [];
  return (
    <Select<string | null>
      {...rest}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      value={value ?? null}
      placeholder={t('sources:nobody')}
      options={people.map((one) => ({ value: one.ownerId, label: one.name }))}
      onChange={(chosen) => onChange?.(chosen ?? null)}
    />
  );
}

/** What it is, in the words of whoever delivers it. */
function About() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name="origin" label={t('sources:origin')}>
        <Segmented
          options={[
            { value: '', label: t('sources:unsaid') },
            { value: 'internal', label: t('sources:origin_internal') },
            { value: 'external', label: t('sources:origin_external') },
          ]}
        />
      </Form.Item>
      <Form.Item name="category" label={t('sources:category')}>
        <Select
          allowClear
          options={sourceCategory.options.map((value) => ({ value, label: t(`sources:categories.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="format" label={t('sources:format')} extra={t('sources:format_note')}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="note" label={t('sources:remark')}>
        <Input.TextArea maxLength={300} rows={2} />
      </Form.Item>
    </>
  );
}
