import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { insertCustomers } from '#test/factories.ts';
import { testDatabase, TEST_NOW } from '#test/database.ts';
import { recountBehaviour, refreshBehaviour } from './days.ts';
import { updateKind } from './kinds.ts';
import { recordInteractions } from './record.ts';
import { dropOldInteractions } from './retention.ts';
import { turnDay } from './rollups.ts';

const { ctx } = await testDatabase();

const later = (days: number): Ctx => ({ ...ctx, now: new Date(TEST_NOW.getTime() + days * 86_400_000) });

test('what is older than its kind is kept goes, and the figures stay', async () => {
  const [customerId = 0] = await insertCustomers(ctx, ['R-1']);
  await updateKind(ctx, 'login', { retentionDays: 30 });
  const logins = Array.from({ length: 50 }, (_, n) => ({
    externalId: `r-${n}`,
    kind: 'login',
    at: new Date(TEST_NOW.getTime() - (n % 25) * 86_400_000 - 60_000).toISOString(),
    customer: { customerId },
  }));
  await inTransaction(ctx, (ctx) => recordInteractions(ctx, logins));
  await refreshBehaviour(ctx, { customerIds: [customerId] });
  const count = async () =>
    (
      await sql<{ stored: number }>`
      select count(*)::int as stored from interactions.interactions where customer_id = ${customerId}`.execute(ctx.db)
    ).rows[0]?.stored;
  const figures = async () =>
    ctx.db
      .selectFrom('interactions.rollups')
      .select(['logins_30d', 'logins_prior_30d', 'last_login_at'])
      .where('customer_id', '=', customerId)
      .executeTakeFirst();
  const lastLogin = new Date(TEST_NOW.getTime() - 60_000);
  expect(await figures()).toEqual({ logins_30d: 50, logins_prior_30d: 0, last_login_at: lastLogin });

  await dropOldInteractions(later(20));
  expect(await count()).toBe(22);
  expect(await dropOldInteractions(later(20))).toBeNull();
  await turnDay(later(40));
  expect(await figures()).toEqual({ logins_30d: 0, logins_prior_30d: 40, last_login_at: lastLogin });

  await recountBehaviour(later(40), { customerIds: [customerId] });
  await dropOldInteractions(later(60));
  expect(await count()).toBe(0);
  await recountBehaviour(later(40), { customerIds: [customerId] });
  expect(await figures()).toEqual({ logins_30d: 0, logins_prior_30d: 40, last_login_at: lastLogin });
});

test('visitors who never say who they are are forgotten', async () => {
  const view = { externalId: 'w-1', kind: 'page_view', at: TEST_NOW.toISOString(), anonymousId: 'forgotten-1' };
  await inTransaction(ctx, (ctx) => recordInteractions(ctx, [view]));
  expect(await dropOldInteractions(later(90))).toMatchObject({ waitingDropped: 1 });
});
