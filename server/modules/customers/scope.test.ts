import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import type { Scope } from '#platform/context.ts';
import { testDatabase } from '#test/database.ts';
import { insertCustomers } from '#test/factories.ts';
import { requireCustomer, visibleCustomers } from './scope.ts';

const { ctx } = await testDatabase();
const ids = new Map<string, number>();

beforeAll(async () => {
  await sql`insert into access.users (id, name, email) values ('me', 'me', 'm@x.example'), ('mate', 'mate', 'a@x.example'), ('else', 'else', 'e@x.example')`.execute(
    ctx.db,
  );
  await sql`insert into access.stores (store_id, code, name) values (1, 'one', 'one'), (2, 'two', 'two')`.execute(
    ctx.db,
  );
  for (const owner of ['me', 'mate', 'else', null])
    for (const store of [1, 2, null]) {
      const code = `${owner ?? 'nobody'} ${store ?? 'nowhere'}`;
      const [id = 0] = await insertCustomers(ctx, [code]);
      ids.set(code, id);
      await sql`update customers.customers set owner_id = ${owner}, store_id = ${store} where customer_id = ${id}`.execute(
        ctx.db,
      );
    }
});

const MINE = ['me 1', 'me 2', 'me nowhere'];

test.each<[Scope, string[]]>([
  [{ kind: 'own', userId: 'me', storeIds: [1] }, [...MINE, 'nobody 1']],
  [{ kind: 'own', userId: 'me', storeIds: [] }, MINE],
  [{ kind: 'stores', userId: 'me', storeIds: [1] }, [...MINE, 'mate 1', 'else 1', 'nobody 1']],
  [
    { kind: 'team', userId: 'me', storeIds: [1], memberIds: ['me', 'mate'] },
    [...MINE, 'mate 1', 'mate 2', 'mate nowhere', 'nobody 1'],
  ],
])('%o knows of those and of nobody else', async (scope, expected) => {
  const scoped = { ...ctx, actor: { kind: 'user' as const, id: 'me', name: 'me', role: 'account_manager', scope } };
  const { rows } = await sql<{ code: string }>`
    select code from customers.customers c where ${visibleCustomers(scoped)} order by customer_id`.execute(ctx.db);
  expect(rows.map((row) => row.code).toSorted()).toEqual(expected.toSorted());
  for (const [code, id] of ids) {
    const refusal = await requireCustomer(scoped, id).catch((error: { code: string }) => error.code);
    expect([code, refusal]).toEqual([code, expected.includes(code) ? undefined : 'customers.not_found']);
  }
});
