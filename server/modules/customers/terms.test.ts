import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Ctx } from '#platform/context.ts';
import { insertCustomers, onDay } from '#test/factories.ts';
import { testDatabase } from '#test/database.ts';
import { addDate, changeDate, listDates } from './dates.ts';
import type { DateDraft } from './dates-contract.ts';
import { removeTerm } from './terms.ts';

const { ctx: base } = await testDatabase();
const on = (day: string): Ctx => onDay(base, day);
let customerId = 0;
let dateId = 0;

const end = (day: string, more: Partial<DateDraft> = {}): DateDraft => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return { kind: 'plan_end', calendar: 'solar', year, month, day: date, leap: false, label: null, ...more };
};
const move = (day: string, to: string, meaning: 'auto' | 'renewal' | 'correction' = 'auto') => {
  const { kind: _kind, ...values } = end(to);
  return changeDate(on(day), customerId, dateId, { ...values, meaning });
};
const terms = async () => {
  const { rows } = await sql<{ said: string }>`
    select concat_ws(' ', ends_on, how, (recorded_at at time zone 'Asia/Shanghai')::date,
      (replaced_at at time zone 'Asia/Shanghai')::date) as said
    from customers.past_terms where customer_id = ${customerId} order by ends_on, term_id`.execute(base.db);
  return rows.map((row) => row.said);
};
const known = async () => {
  const { rows } = await sql<{ said: string }>`
    select concat_ws(' ', ends_on, (recorded_at at time zone 'Asia/Shanghai')::date) as said from (
      select ends_on, recorded_at from customers.past_terms where customer_id = ${customerId}
      union all select make_date(year, month, day), changed_at from customers.dates
      where customer_id = ${customerId} and kind = 'plan_end'
    ) as ends order by 1`.execute(base.db);
  return rows.map((row) => row.said);
};

beforeEach(async () => {
  [customerId = 0] = await insertCustomers(base, [`t${Math.trunc(performance.now() * 1000)}`]);
  dateId = (await addDate(on('2025-01-10'), customerId, end('2025-12-31'))).dateId ?? 0;
});

describe('the end of a plan', () => {
  test('moved to a later day keeps the term that ended, each since when it was known', async () => {
    await move('2025-12-20', '2026-12-31');
    await move('2026-12-28', '2027-12-31');
    expect(await terms()).toEqual([
      '2025-12-31 changed 2025-01-10 2025-12-20',
      '2026-12-31 changed 2025-12-20 2026-12-28',
    ]);
    expect(await known()).toEqual(['2025-12-31 2025-01-10', '2026-12-31 2025-12-20', '2027-12-31 2026-12-28']);
    expect((await listDates(on('2026-12-28'), customerId)).map((date) => [date.dateId, date.year])).toEqual([
      [dateId, 2027],
    ]);
  });

  test('is corrected, not renewed, when it moves back, by less than a week, or within a week of being written down', async () => {
    await move('2025-06-01', '2025-11-30');
    await move('2025-06-02', '2025-12-06');
    expect(await terms()).toEqual([]);
    expect(await known()).toEqual(['2025-12-06 2025-01-10']);
    await move('2025-12-01', '2026-12-06');
    await move('2025-12-07', '2027-01-06');
    expect(await terms()).toEqual(['2025-12-06 changed 2025-01-10 2025-12-01']);
    expect(await known()).toEqual(['2025-12-06 2025-01-10', '2027-01-06 2025-12-01']);
  });

  test('moved back before a term that was kept takes that term back', async () => {
    await move('2025-12-20', '2026-12-31');
    await move('2025-12-21', '2025-12-31');
    expect(await terms()).toEqual([]);
    expect(await known()).toEqual(['2025-12-31 2025-12-20']);
  });

  test('is what somebody says it is: a pause of a month, or a renewal on the day it was sold', async () => {
    await move('2025-08-01', '2026-01-31', 'correction');
    expect(await terms()).toEqual([]);
    await move('2025-08-02', '2027-01-31', 'renewal');
    expect(await terms()).toEqual(['2026-01-31 changed 2025-01-10 2025-08-02']);
    await expect(move('2025-08-03', '2026-12-31', 'renewal')).rejects.toMatchObject({ code: 'dates.no_renewal' });
    expect(await known()).toEqual(['2026-01-31 2025-01-10', '2027-01-31 2025-08-02']);
  });

  test('said again changes nothing, and other dates are changed without a trace', async () => {
    await move('2025-12-20', '2026-12-31');
    await move('2025-12-20', '2026-12-31');
    expect(await terms()).toHaveLength(1);
    const { dateId: other } = await addDate(on('2025-01-10'), customerId, end('2025-03-01', { kind: 'warranty_end' }));
    const { kind: _kind, ...values } = end('2027-03-01');
    await changeDate(on('2026-01-10'), customerId, other ?? 0, { ...values, meaning: 'auto' });
    expect(await terms()).toHaveLength(1);
    await expect(
      changeDate(on('2026-01-10'), customerId, other ?? 0, { ...values, year: null, meaning: 'auto' }),
    ).rejects.toMatchObject({ code: 'dates.year_needed' });
    await expect(
      changeDate(on('2026-01-10'), customerId, 987_654, { ...values, meaning: 'auto' }),
    ).rejects.toMatchObject({
      code: 'dates.not_found',
    });
  });

  test('kept by mistake is taken out by hand', async () => {
    await move('2025-12-20', '2026-12-31');
    const { rows } = await sql<{ term_id: number }>`
      select term_id from customers.past_terms where customer_id = ${customerId}`.execute(base.db);
    await removeTerm(on('2025-12-21'), customerId, rows[0]?.term_id ?? 0);
    await removeTerm(on('2025-12-21'), customerId, rows[0]?.term_id ?? 0);
    expect(await known()).toEqual(['2026-12-31 2025-12-20']);
  });
});
