import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { listAudit } from '#modules/access/contract.ts';
import { createReceiver, listReceivers } from '#modules/webhooks/contract.ts';
import type { BodyInput } from '#shared/endpoint.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { SecretOnce } from '../../components/secret-once.tsx';
import { paths } from '../../paths.ts';
import { useSend } from '../../query.ts';
import { ReceiverFields } from './receiver-fields.tsx';

export const handle = { permission: createReceiver.permission };

export function Component() {
  const { t } = useTranslation();
  const create = useCreate();
  return (
    <FormDrawer<BodyInput<typeof createReceiver>>
      title={t('webhooks:add')}
      back={paths.webhooks()}
      initialValues={{ events: [], active: true }}
      submitLabel={t('webhooks:add')}
      onSubmit={(body) => create.mutate({ body })}
      submitError={create.error}
      loading={create.isPending}
    >
      <ReceiverFields />
    </FormDrawer>
  );
}

/** The secret is shown once, and the form stays until it was taken along. */
function useCreate() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { modal } = App.useApp();
  return useSend(createReceiver, {
    ends: [listReceivers, listAudit],
    onDone: ({ receiver, secret }) =>
      void modal.success({
        title: t('webhooks:made', { name: receiver.name }),
        width: 560,
        content: <SecretOnce note={t('webhooks:secret_note')} secret={secret} />,
        okText: t('webhooks:kept'),
        onOk: () => void navigate(paths.webhook(receiver.receiverId)),
      }),
  });
}
