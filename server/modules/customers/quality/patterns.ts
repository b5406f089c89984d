/**
 * Which values of added fields their patterns refuse. Patterns are those of the language the house is written in, so the
 * database cannot judge by them: each different value is read once, and who has a refused one is noted for the numbers and
 * the lists alike. A million different values take seconds; fields without a pattern cost nothing.
 */
import { sql } from 'kysely';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { fitsPattern } from '../custom-values.ts';

const VALUES_PER_READ = 10_000;

export async function judgePatterns(ctx: Ctx): Promise<void> {
  const { rows: fields } = await sql<{ field_id: number; pattern: string }>`
    select field_id, rules ->> 'pattern' as pattern from customers.fields
    where not archived and rules ->> 'pattern' is not null order by field_id`.execute(ctx.db);
  await inTransaction(ctx, async (ctx) => {
    await sql`delete from customers.refused_values`.execute(ctx.db);
    for (const { field_id, pattern } of fields) await judgeField(ctx, field_id, pattern);
  });
}

/** Along the index of values. */
async function judgeField(ctx: Ctx, fieldId: number, pattern: string): Promise<void> {
  for (let after: string | null = null; ;) {
    const beyond: string | null = after;
    const { rows } = await sql<{ value: string }>`
      select distinct text_value as value from customers.field_values
      where field_id = ${fieldId} and text_value is not null ${beyond === null ? sql`` : sql`and text_value > ${beyond}`}
      order by text_value limit ${VALUES_PER_READ}`.execute(ctx.db);
    const refused = rows.map((row) => row.value).filter((value) => !fitsPattern(pattern, value));
    if (refused.length > 0)
      await sql`
        insert into customers.refused_values (customer_id, field_id, judged_at)
        select distinct customer_id, field_id, ${ctx.now}::timestamptz from customers.field_values
        where field_id = ${fieldId} and text_value = any(${refused}::text[])
        on conflict do nothing`.execute(ctx.db);
    after = rows.at(-1)?.value ?? null;
    if (rows.length < VALUES_PER_READ) return;
  }
}
