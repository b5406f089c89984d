/** The words of tasks that are codes on the wire. */
export const TASK_KINDS = ['call', 'wechat', 'sms', 'visit', 'other'] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

export const TASK_STATES = ['open', 'done', 'cancelled', 'expired'] as const;
export type TaskState = (typeof TASK_STATES)[number];

/** What an outcome means for the customer: came closer, no news, went away. */
export const RESULTS = ['good', 'neutral', 'bad'] as const;
export type Result = (typeof RESULTS)[number];

export const RECURRENCE_UNITS = ['day', 'week', 'month'] as const;
