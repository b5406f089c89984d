import { sql } from 'kysely';
import { recordAudit } from '#modules/access/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { InvalidError, NotFoundError } from '#platform/errors.ts';
import { emit } from '#platform/events.ts';
import { mask, unmask } from '#platform/masking.ts';
import { normalizeEmail, normalizePhone } from '#platform/contacts.ts';
import type { BodyOf } from '#shared/endpoint.ts';
import type * as contract from './contract.ts';
import type { Customer } from './contract.ts';
import { holdCustomers } from './holding.ts';
import { refuseForgotten } from './forgotten.ts';
import { readCustomValues, writeCustomValues } from './custom-values.ts';
import { letGo, takeContact } from './contacts.ts';
import { fieldsTouched, noteChecked } from './quality/checks.ts';
import { visibleCustomers } from './scope.ts';

/** Out of scope is out of sight: 404. */
export async function getCustomer(ctx: Ctx, customerId: number): Promise<Customer> {
  const customer = (await readCustomers(ctx, [customerId])).get(customerId);
  if (!customer) throw new NotFoundError('customers.not_found', 'There is no such customer.');
  return customer;
}

/** Those of the customers that the actor may know of. */
export async function readCustomers(ctx: Ctx, customerIds: readonly number[]): Promise<Map<number, Customer>> {
  if (customerIds.length === 0) return new Map();
  const { rows } = await sql<Omit<Customer, 'custom'>>`
    select c.customer_id as "customerId", c.code, c.kind, c.name, c.phone, c.email, c.gender, c.birthday, c.province,
      c.city, c.address, c.occupation, c.industry, c.company_size as "companySize", c.note, c.channel,
      c.store_id as "storeId", s.name as "storeName", c.owner_id as "ownerId", u.name as "ownerName",
      c.registered_at as "registeredAt", c.created_at as "createdAt", c.updated_at as "updatedAt", i.identities
    from customers.customers c
    left join access.stores s on s.store_id = c.store_id
    left join access.users u on u.id = c.owner_id
    cross join lateral (
      select coalesce(json_agg(json_build_object('kind', kind, 'namespace', namespace, 'value', value,
        'original', original) order by added_at, kind, namespace, value), '[]') as identities
      from customers.known_identities i where i.customer_id = c.customer_id
    ) as i
    where c.customer_id = any(${customerIds}) and ${visibleCustomers(ctx)}`.execute(ctx.db);
  const custom = await readCustomValues(
    ctx,
    rows.map((row) => row.customerId),
  );
  return new Map(rows.map((row) => [row.customerId, { ...row, custom: custom.get(row.customerId) ?? {} }]));
}

export type CustomerChange = BodyOf<typeof contract.updateCustomer>;

const COLUMNS = {
  kind: 'kind',
  name: 'name',
  gender: 'gender',
  birthday: 'birthday',
  province: 'province',
  city: 'city',
  address: 'address',
  occupation: 'occupation',
  industry: 'industry',
  companySize: 'company_size',
  note: 'note',
  channel: 'channel',
  storeId: 'store_id',
  registeredAt: 'registered_at',
} as const;

/**
 * Sets what is given. A new phone or e-mail is claimed in the directory and the one before stays there, so the customer
 * is still recognised by it; null takes it out of the directory as well.
 */
export async function updateCustomer(ctx: Ctx, customerId: number, change: CustomerChange): Promise<Customer> {
  return inTransaction(ctx, async (ctx) => {
    await holdCustomers(ctx);
    const before = await getCustomer(ctx, customerId);
    await refuseForgotten(ctx, customerId);
    change = withoutMasks(change, before);
    await refuseUnknownStore(ctx, change.storeId);
    const contacts = {
      ...(change.phone !== undefined && { phone: await moveContact(ctx, before, 'phone', change.phone) }),
      ...(change.email !== undefined && { email: await moveContact(ctx, before, 'email', change.email) }),
    };
    const given = Object.entries(COLUMNS).filter(([field]) => change[field as keyof typeof COLUMNS] !== undefined);
    await ctx.db
      .updateTable('customers.customers')
      .set({
        ...Object.fromEntries(given.map(([field, column]) => [column, change[field as keyof typeof COLUMNS]])),
        ...contacts,
        updated_at: ctx.now,
        taken_over: true,
      })
      .where('customer_id', '=', customerId)
      .execute();
    await writeCustomValues(ctx, [{ customerId, values: change.custom ?? {} }]);
    // Read past the scope: a change may move the customer out of it.
    const after = await getCustomer({ ...ctx, actor: { kind: 'system', name: ctx.actor.name } }, customerId);
    await noteChecked(ctx, customerId, fieldsTouched(changedColumns(before, after)), 'edited');
    await recordAudit(ctx, [
      {
        action: 'customers.updated',
        subjectType: 'customer',
        subjectId: customerId,
        before,
        after: { ...after, updatedAt: before.updatedAt },
      },
    ]);
    await emit(ctx, 'customers.recorded', [customerId]);
    return after;
  });
}

const changedColumns = (before: Customer, after: Customer): string[] =>
  Object.entries({ ...COLUMNS, phone: 'phone', email: 'email' }).flatMap(([field, column]) =>
    before[field as keyof typeof COLUMNS] === after[field as keyof typeof COLUMNS] ? [] : [column],
  );

/** What was masked on the screen and sent back as it was is not changed. */
function withoutMasks(change: CustomerChange, before: Customer): CustomerChange {
  const address = change.address ? unmask('address', change.address, before.address) : change.address;
  if (address === null && change.address !== null)
    throw new InvalidError('customers.masked_value', 'Write the whole address, or leave it as it is.', [
      { path: 'address', code: 'customers.masked_value', message: 'is masked' },
    ]);
  const phone = change.phone && before.phone && mask('phone', before.phone) === change.phone ? undefined : change.phone;
  const email = change.email && before.email && mask('email', before.email) === change.email ? undefined : change.email;
  return { ...change, address, phone, email };
}

async function moveContact(
  ctx: Ctx,
  customer: Customer,
  kind: 'phone' | 'email',
  text: string | null,
): Promise<string | null> {
  if (text === null) {
    if (customer[kind] !== null) await letGo(ctx, customer.customerId, { kind, value: customer[kind] });
    return null;
  }
  const value = kind === 'phone' ? normalizePhone(text) : normalizeEmail(text);
  if (value === null) {
    const message = kind === 'phone' ? 'is not a telephone number' : 'is not an e-mail address';
    throw new InvalidError(`${kind}.invalid`, message, [{ path: kind, code: `${kind}.invalid`, message }]);
  }
  await takeContact(ctx, customer.customerId, { kind, value, original: text });
  return value;
}

export async function refuseUnknownStore(ctx: Ctx, storeId: number | null | undefined): Promise<void> {
  if (storeId === null || storeId === undefined) return;
  const store = await ctx.db
    .selectFrom('access.stores')
    .select('store_id')
    .where('store_id', '=', storeId)
    .executeTakeFirst();
  if (!store) throw new InvalidError('customers.store_not_found', 'There is no such store.');
}
