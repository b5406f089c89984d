import { LineChartOutlined, SettingOutlined, TeamOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useMemo } from 'react';
import { listCustomers } from '#modules/customers/contract.ts';
import { listBatches } from '#modules/ingest/contract.ts';
import { getOverview, getRetention, getRfmPicture } from '#modules/insights/contract.ts';
import { listUnmatched } from '#modules/orders/contract.ts';
import { paths } from '../paths.ts';
import { useCan } from '../session.ts';

export type RoomPage = { label: string; path: string; permission: string };
export type Room = { label: string; icon: ReactNode; pages: readonly RoomPage[] };

/** The menu: rooms that work, with their pages. Labels are keys; a page's permission is its endpoint's. */
const rooms: readonly Room[] = [
  {
    label: 'shell:rooms.customers',
    icon: <TeamOutlined />,
    pages: [
      { label: 'shell:pages.customers', path: paths.customers(), permission: listCustomers.permission },
      { label: 'shell:pages.unmatched', path: paths.unmatchedOrders(), permission: listUnmatched.permission },
      { label: 'import:list.title', path: paths.imports(), permission: listBatches.permission },
    ],
  },
  {
    label: 'insights:room',
    icon: <LineChartOutlined />,
    pages: [
      { label: 'insights:overview.title', path: paths.overview(), permission: getOverview.permission },
      { label: 'insights:rfm.title', path: paths.rfm(), permission: getRfmPicture.permission },
      { label: 'insights:retention.title', path: paths.retention(), permission: getRetention.permission },
      { label: 'scoring:lifecycle.page', path: paths.lifecycle(), permission: getOverview.permission },
    ],
  },
  {
    label: 'shell:rooms.settings',
    icon: <SettingOutlined />,
    pages: [{ label: 'shell:pages.settings', path: paths.settings(), permission: 'signed-in' }],
  },
];

/** The rooms this person may enter. */
export function useRooms(): Room[] {
  const can = useCan();
  return useMemo(
    () =>
      rooms
        .map((room) => ({ ...room, pages: room.pages.filter((page) => can(page.permission)) }))
        .filter((room) => room.pages.length > 0),
    [can],
  );
}
