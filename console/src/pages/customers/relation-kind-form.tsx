import { App, Form, Input, Select, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { listRelationKinds, saveRelationKind, type RelationKind } from '#modules/customers/relations-contract.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { notAmong } from '../../components/not-among.ts';
import { NotFound } from '../../components/not-found.tsx';
import { paths } from '../../paths.ts';
import { useRead, useSend } from '../../query.ts';
import { relationKindsRead, useRelationWords } from './relation-words.ts';

type Values = {
  code: string;
  name: string;
  backName?: string;
  mutual: boolean;
  ownKind?: RelationKind['ownKind'];
  otherKind?: RelationKind['otherKind'];
  archived: boolean;
};

export const handle = { permission: saveRelationKind.permission };

/** A kind of one's own, or with a code in the address a known one. */
export function Component() {
  const { code } = useParams();
  const data = useRead(relationKindsRead).data;
  if (!data) return null;
  const kind = data.rows.find((one) => one.code === code);
  if (code !== undefined && !kind) return <NotFound />;
  return <KindForm kind={kind ?? null} taken={data.rows.map((one) => one.code)} />;
}

function KindForm({ kind, taken }: { kind: RelationKind | null; taken: readonly string[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { word } = useRelationWords();
  const ours = kind !== null && kind.name === null;
  const save = useSend(saveRelationKind, {
    ends: [listRelationKinds],
    onDone: () => {
      void message.success(t('shell:saved'));
      void navigate(paths.relationKinds());
    },
  });
  const submit = ({ code, name, backName, mutual, ownKind, otherKind, archived }: Values) =>
    save.mutate({
      params: { code: kind?.code ?? code },
      body: {
        name: ours ? null : name,
        backName: ours ? null : backName || null,
        mutual,
        ownKind: ownKind ?? null,
        otherKind: otherKind ?? null,
        archived,
      },
    });
  return (
    <FormDrawer<Values>
      title={kind ? word(kind.code, 'forth') : t('relations:kind.add')}
      back={paths.relationKinds()}
      initialValues={{
        code: kind?.code ?? '',
        name: kind ? word(kind.code, 'forth') : '',
        backName: kind && !kind.mutual ? word(kind.code, 'back') : '',
        mutual: kind?.mutual ?? false,
        ownKind: kind?.ownKind ?? null,
        otherKind: kind?.otherKind ?? null,
        archived: kind?.archived ?? false,
      }}
      submitLabel={t('shell:save')}
      onSubmit={submit}
      submitError={save.error}
      loading={save.isPending}
    >
      {!kind && (
        <Form.Item
          name="code"
          label={t('relations:kind.code')}
          extra={t('relations:kind.code_note')}
          rules={[
            { required: true, pattern: /^(?!.*_back$)[a-z][a-z0-9_]{0,39}$/, message: t('relations:kind.bad_code') },
            // Saving goes by the code: a known one would be renamed instead.
            { validator: notAmong(taken), message: t('relations:kind.code_taken') },
          ]}
        >
          <Input autoComplete="off" />
        </Form.Item>
      )}
      <Form.Item name="mutual" label={t('relations:kind.is_mutual')} extra={t('relations:kind.is_mutual_note')}>
        <Switch disabled={kind !== null} />
      </Form.Item>
      <Names ours={ours} />
      {!kind && <Ends />}
      {kind && (
        <Form.Item name="archived" label={t('customers:field.archived')} extra={t('relations:kind.archived_note')}>
          <Switch />
        </Form.Item>
      )}
    </FormDrawer>
  );
}

function Names({ ours }: { ours: boolean }) {
  const { t } = useTranslation();
  const mutual: unknown = Form.useWatch('mutual');
  const needed = [{ required: true, whitespace: true, max: 40, message: t('relations:kind.name_needed') }];
  return (
    <>
      <Form.Item
        name="name"
        label={t('relations:kind.name')}
        extra={ours ? t('relations:kind.ours') : t('relations:kind.name_note')}
        rules={needed}
      >
        <Input disabled={ours} />
      </Form.Item>
      {mutual !== true && (
        <Form.Item
          name="backName"
          label={t('relations:kind.back_name')}
          {...(!ours && { extra: t('relations:kind.back_note') })}
          rules={needed}
        >
          <Input disabled={ours} />
        </Form.Item>
      )}
    </>
  );
}

/** Who may stand at either end. */
function Ends() {
  const { t } = useTranslation();
  const mutual: unknown = Form.useWatch('mutual');
  const options = (['person', 'company'] as const).map((value) => ({
    value,
    label: t(`terms:choice.customers.kind.${value}`),
  }));
  return (
    <>
      <Form.Item name="ownKind" label={t(mutual === true ? 'relations:kind.both_ends' : 'relations:kind.own_end')}>
        <Select allowClear placeholder={t('relations:anybody')} options={options} />
      </Form.Item>
      {mutual !== true && (
        <Form.Item name="otherKind" label={t('relations:kind.other_end')}>
          <Select allowClear placeholder={t('relations:anybody')} options={options} />
        </Form.Item>
      )}
    </>
  );
}
