import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { listAudit } from '#modules/access/contract.ts';
import { listReceivers, updateReceiver } from '#modules/webhooks/contract.ts';
import type { BodyInput } from '#shared/endpoint.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';
import { ReceiverFields } from './receiver-fields.tsx';

export const handle = { permission: updateReceiver.permission };

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const receiverId = Number(useParams()['receiverId']);
  const known = useRead(read(listReceivers)).data?.rows.find((one) => one.receiverId === receiverId);
  const update = useSend(updateReceiver, {
    ends: [listReceivers, listAudit],
    onDone: () => {
      void message.success(t('webhooks:saved'));
      void navigate(paths.webhook(receiverId));
    },
  });
  if (!known) return null;
  const { name, url, events, active } = known;
  return (
    <FormDrawer<BodyInput<typeof updateReceiver>>
      title={t('webhooks:edit')}
      back={paths.webhook(receiverId)}
      initialValues={{ name, url, events, active }}
      submitLabel={t('webhooks:save')}
      onSubmit={(body) => update.mutate({ params: { receiverId }, body })}
      submitError={update.error}
      loading={update.isPending}
    >
      <ReceiverFields />
    </FormDrawer>
  );
}
