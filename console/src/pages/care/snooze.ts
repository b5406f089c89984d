/** How long work may rest: at nine in the morning of a day ahead, by the clock of whoever chooses. */
export type SnoozeKey = 'tomorrow' | 'in_three_days' | 'next_week' | 'in_a_month';

const DAYS: Record<SnoozeKey, number> = { tomorrow: 1, in_three_days: 3, next_week: 7, in_a_month: 30 };
const MORNING = 9;

export const snoozeChoices = (now = new Date()): { key: SnoozeKey; at: Date }[] =>
  (Object.keys(DAYS) as SnoozeKey[]).map((key) => {
    const at = new Date(now);
    at.setDate(at.getDate() + DAYS[key]);
    at.setHours(MORNING, 0, 0, 0);
    return { key, at };
  });
