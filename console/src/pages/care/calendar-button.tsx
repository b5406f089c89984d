import { CalendarOutlined, CopyOutlined } from '@ant-design/icons';
import { App, Button, Popover, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { closeCalendar, getCalendar, openCalendar } from '#modules/tasks/contract.ts';
import { useFormat } from '../../format.ts';
import { read, useRead, useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import styles from './calendar-button.module.css';

/** The own tasks in one's own calendar program: an address that is shown once and can be taken back. */
export function CalendarButton() {
  const { t } = useTranslation();
  const may = useCan()(openCalendar.permission);
  if (!may) return null;
  return (
    <Popover trigger="click" placement="bottomRight" title={t('care:calendar.title')} content={<Address />}>
      <Button icon={<CalendarOutlined />}>{t('care:calendar.button')}</Button>
    </Popover>
  );
}

function Address() {
  const { t } = useTranslation();
  const format = useFormat();
  const { message } = App.useApp();
  const state = useRead(read(getCalendar));
  const [address, setAddress] = useState<string | null>(null);
  const open = useSend(openCalendar, {
    ends: [getCalendar],
    onDone: ({ path }) => setAddress(`${window.location.origin}${path}`),
  });
  const close = useSend(closeCalendar, {
    ends: [getCalendar],
    onDone: () => {
      setAddress(null);
      void message.success(t('care:calendar.closed'));
    },
  });
  const since = state.data?.since;
  return (
    <div className={styles.address}>
      <p>{t('care:calendar.text')}</p>
      {address && (
        <Typography.Paragraph copyable={{ icon: <CopyOutlined />, text: address }} className={styles.url ?? ''}>
          {address}
        </Typography.Paragraph>
      )}
      {since && !address && <p className="lk-soft">{t('care:calendar.since', { at: format.moment(since) })}</p>}
      <div className={styles.buttons}>
        <Button type="primary" loading={open.isPending} onClick={() => open.mutate({})}>
          {t(since ? 'care:calendar.renew' : 'care:calendar.open')}
        </Button>
        {since && (
          <Button danger loading={close.isPending} onClick={() => close.mutate({})}>
            {t('care:calendar.close')}
          </Button>
        )}
      </div>
    </div>
  );
}
