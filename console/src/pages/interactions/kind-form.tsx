import { App, Form, Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { listAudit } from '#modules/access/contract.ts';
import {
  createInteractionKind,
  interactionPart,
  interactionShown,
  kindCode,
  listInteractionKinds,
  updateInteractionKind,
} from '#modules/interactions/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';

type Kind = ResultOf<typeof listInteractionKinds>['rows'][number];
type Values = Pick<Kind, 'code' | 'part' | 'names' | 'shown' | 'retentionDays'>;

export const handle = { permission: updateInteractionKind.permission };

export function Component() {
  const { code } = useParams();
  const { data } = useRead(read(listInteractionKinds));
  const kind = data?.rows.find((one) => one.code === code);
  return code !== undefined && !kind ? null : <KindForm kind={kind ?? null} />;
}

function KindForm({ kind }: { kind: Kind | null }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const onDone = () => {
    void message.success(t('shell:saved'));
    void navigate(paths.interactionKinds());
  };
  const create = useSend(createInteractionKind, { ends: [listInteractionKinds, listAudit], onDone });
  const update = useSend(updateInteractionKind, { ends: [listInteractionKinds, listAudit], onDone });
  const submit = ({ code, retentionDays, ...draft }: Values) => {
    const body = { ...draft, retentionDays: retentionDays ?? null };
    if (kind) update.mutate({ params: { code: kind.code }, body });
    else create.mutate({ body: { ...body, code } });
  };
  const needed = { required: true, whitespace: true, max: 60, message: t('interactions:kinds.name_needed') };
  return (
    <FormDrawer<Values>
      title={kind ? kind.code : t('interactions:kinds.add')}
      back={paths.interactionKinds()}
      initialValues={kind ?? { part: 'behaviour', shown: 'single', retentionDays: 365 }}
      submitLabel={t('shell:save')}
      onSubmit={submit}
      submitError={create.error ?? update.error}
      loading={create.isPending || update.isPending}
    >
      <Form.Item
        name="code"
        label={t('interactions:kinds.code')}
        extra={t('interactions:kinds.code_note')}
        rules={[
          {
            validator: (_, code: string | undefined) =>
              kindCode.safeParse(code ?? '').success
                ? Promise.resolve()
                : Promise.reject(new Error(t('interactions:kinds.code_needed'))),
          },
        ]}
      >
        <Input disabled={kind !== null} autoFocus={kind === null} />
      </Form.Item>
      <Form.Item name={['names', 'zh']} label={t('interactions:kinds.name_zh')} rules={[needed]}>
        <Input />
      </Form.Item>
      <Form.Item name={['names', 'en']} label={t('interactions:kinds.name_en')} rules={[needed]}>
        <Input />
      </Form.Item>
      <Form.Item name="part" label={t('interactions:kinds.part')}>
        <Select
          options={interactionPart.options.map((part) => ({
            value: part,
            label: t(`interactions:kinds.part_${part}`),
          }))}
        />
      </Form.Item>
      <Form.Item name="shown" label={t('interactions:kinds.shown')}>
        <Select
          options={interactionShown.options.map((shown) => ({
            value: shown,
            label: t(`interactions:kinds.shown_${shown}`),
          }))}
        />
      </Form.Item>
      <Form.Item name="retentionDays" label={t('interactions:kinds.kept')} extra={t('interactions:kinds.kept_note')}>
        <InputNumber min={30} max={36500} precision={0} style={{ width: '100%' }} />
      </Form.Item>
    </FormDrawer>
  );
}
