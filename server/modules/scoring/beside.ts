/** What few customers have and the population does not carry: the end of a plan, how it is used, complaints. */

/** Days are counted from 1970-01-01. */
export type Beside = {
  /** The last end known; null without a plan. */
  planEndDay: number | null;
  /** In a row, before it. */
  renewals: number;
  /** Null where churn does not go by contracts, and without a plan. */
  use: Use | null;
  /** Of complaints within a year, oldest first; a day with two stands there twice. */
  complaintDays: readonly number[];
};

/** Days on which somebody logged in, used, looked or came: of the last 30, of the 60 before, and days since the last. */
export type Use = { recentDays: number; earlierDays: number; silence: number };

export const USE_RECENT_DAYS = 30;
/** No use within these is said so: silence goes no further. */
export const USE_DAYS = 90;
export const NO_USE: Use = { recentDays: 0, earlierDays: 0, silence: USE_DAYS };

export const NOTHING_BESIDE: Beside = { planEndDay: null, renewals: 0, use: null, complaintDays: [] };
