import type { Beside } from './beside.ts';
import type { Lately } from './windows.ts';

/** What is known of one customer on one day. Days are counted from 1970-01-01; null without an order that counts. */
export type Features = Lately &
  Beside & {
    customerId: number;
    tieKey: string;
    orders: number;
    grossCents: number;
    netCents: number;
    purchaseDays: number;
    firstDay: number | null;
    lastDay: number | null;
    /** Of the last login up to now; null without one, and where a past day is looked at. */
    lastLoginDay: number | null;
  };
