import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { listStores } from '#modules/access/contract.ts';
import { getOverview } from '#modules/insights/contract.ts';
import { useChannelName } from '../../components/channel-name.ts';
import { read, useRead } from '../../query.ts';

type Props = {
  store: string;
  channel: string;
  onChange: (change: { store?: string; channel?: string }) => void;
};

/** Which orders are looked at: of one store, of one channel. */
export function OrderFilters({ store, channel, onChange }: Props) {
  const { t } = useTranslation();
  const channelName = useChannelName();
  const stores = useRead(read(listStores)).data?.rows ?? [];
  // Channels are whatever orders say; the default overview knows those of the last year.
  const channels = useRead(read(getOverview, { query: { compare: 'none' } })).data?.channels ?? [];
  const channelKeys = [...new Set([...channels.map(({ key }) => key), channel])].filter((key) => key !== '');
  return (
    <>
      {(stores.length > 1 || store !== '') && (
        <Select
          aria-label={t('insights:store')}
          value={store}
          onChange={(value) => onChange({ store: value })}
          options={[
            { value: '', label: t('insights:all_stores') },
            ...stores.map(({ storeId, name }) => ({ value: String(storeId), label: name })),
          ]}
          showSearch={{ optionFilterProp: 'label' }}
          popupMatchSelectWidth={false}
          style={{ minWidth: 128 }}
        />
      )}
      {(channelKeys.length > 1 || channel !== '') && (
        <Select
          aria-label={t('insights:channel')}
          value={channel}
          onChange={(value) => onChange({ channel: value })}
          options={[
            { value: '', label: t('insights:all_channels') },
            ...channelKeys.map((key) => ({ value: key, label: channelName(key) })),
          ]}
          popupMatchSelectWidth={false}
          style={{ minWidth: 112 }}
        />
      )}
    </>
  );
}
