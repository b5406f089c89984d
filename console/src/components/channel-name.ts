import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** Orders and customers say their channel in their own words; codes that are widely used get a name. */
export function useChannelName(): (channel: string) => string {
  const { t } = useTranslation();
  return useCallback((channel: string) => t(`terms:channel.${channel.toLowerCase()}`, { defaultValue: channel }), [t]);
}
