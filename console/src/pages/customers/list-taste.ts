/** How this person likes the list: columns, density, saved views. Kept by this browser, per person. */
import { useState } from 'react';
import { useMe } from '../../session.ts';

export type View = { name: string; search: string; columns: string[] };
export type Taste = { columns: string[]; dense: boolean; views: View[] };

/** What is most asked of a customer first; fields the server does not declare are left out. */
export const DEFAULT_COLUMNS = [
  'scoring.stage',
  'scoring.class4',
  'scoring.rfmSegment',
  'orders.orders',
  'orders.netCents',
  'orders.lastOrderAt',
  'customers.store',
  'customers.owner',
];

const defaults: Taste = { columns: DEFAULT_COLUMNS, dense: false, views: [] };

export function useTaste(): [Taste, (change: Partial<Taste>) => void] {
  const key = `liuke.customers.${useMe().id}`;
  const [taste, setTaste] = useState<Taste>(() => ({ ...defaults, ...stored(key) }));
  return [
    taste,
    (change) => {
      const next = { ...taste, ...change };
      localStorage.setItem(key, JSON.stringify(next));
      setTaste(next);
    },
  ];
}

function stored(key: string): Partial<Taste> {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Taste>;
  } catch {
    // Something else wrote under our key; the defaults serve.
    return {};
  }
}
