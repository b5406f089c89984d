/**
 * From staged lines to orders: the one path for files and for the API, set-based over the whole batch. Steps: group
 * lines into documents → find customers → compare with what is stored → write orders, lines, directory and tray.
 * Cost: a handful of hash joins over the batch; a batch of one order takes milliseconds, one of 2 million lines the
 * time PostgreSQL needs to write them.
 */
import { sql } from 'kysely';
import { ensureStores, getOrganisation } from '#modules/access/index.ts';
import { ensureProducts } from '#modules/catalog/index.ts';
import { foreseeCustomers, matchCustomers } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import { emitFor } from '#platform/events.ts';
import type { ImportScope, MatchKey, RowProblem } from '#platform/importer.ts';
import type { RecordOutcome } from './contract.ts';
import { keepFormerOrders } from './former.ts';
import { writeUnmatched } from './unmatched.ts';

/** Applies a staged batch in the caller's transaction. `givenTo`: whose its orders are, whatever they say themselves. */
export async function applyStagedOrders(
  ctx: Ctx,
  scope: ImportScope,
  givenTo: number | null = null,
): Promise<RecordOutcome> {
  scope.onStep?.('documents');
  await groupDocuments(ctx, scope);
  scope.onStep?.('customers');
  await matchCustomers(ctx, mentionsOf(scope));
  scope.onStep?.('compare');
  await compareWithStored(ctx, scope, givenTo);
  await ensureStores(ctx, sql`select distinct store from incoming_orders`);
  await ensureProducts(ctx, productsOf(scope));
  scope.onStep?.('orders');
  const foreseen = await countOutcome(ctx);
  if (foreseen.updated > 0) {
    await keepFormerOrders(ctx, scope);
    await removeReplaced(ctx);
  }
  const outcome = (await claimReferences(ctx, scope, foreseen)) ? foreseen : await countOutcome(ctx);
  await writeOrders(ctx, scope);
  scope.onStep?.('lines');
  await writeLines(ctx, scope);
  await writeUnmatched(ctx, scope, outcome);
  await emitFor(ctx, 'orders.recorded', touchedCustomers());
  await dropWorkTables(ctx);
  return outcome;
}

/** What applying would do. Runs in a transaction of its own, at whose end the temporary tables go. */
export async function checkStagedOrders(ctx: Ctx, scope: ImportScope): Promise<RecordOutcome> {
  await groupDocuments(ctx, scope);
  await foreseeCustomers(ctx, mentionsOf(scope));
  await compareWithStored(ctx, scope, null);
  return countOutcome(ctx);
}

export type StagedProblem = RowProblem & { rowNo: number; detail: string | null };

/** Documents whose lines contradict each other: one order cannot belong to two customers. */
export async function findStagedOrderProblems(ctx: Ctx, scope: ImportScope): Promise<StagedProblem[]> {
  const { rows } = await sql<StagedProblem>`
    with torn as (
      select order_ref from orders.staged_lines where batch_id = ${scope.batchId}
      group by order_ref
      having min(external_customer) <> max(external_customer)
    )
    select row_no as "rowNo", 'external_customer' as field, 'orders.two_customers' as code, order_ref as detail
    from orders.staged_lines join torn using (order_ref)
    where batch_id = ${scope.batchId} order by row_no`.execute(ctx.db);
  return rows;
}

/**
 * One row per order. Header values that differ between lines of an order take the smallest, so that the order of the
 * rows does not matter. The digest sums the hashes of the lines: equal sets of lines give equal digests.
 */
async function groupDocuments(ctx: Ctx, scope: ImportScope): Promise<void> {
  const { currency, timeZone } = await getOrganisation(ctx);
  await dropWorkTables(ctx);
  const customer = sql`min(${told(scope, 'external', 'external_customer')})`;
  const phone = sql`min(${told(scope, 'phone', 'phone')})`;
  const email = sql`min(${told(scope, 'email', 'email')})`;
  await sql`
    create temp table staged_orders on commit drop as
    select order_ref, count(*)::int as lines, min(row_no) as first_row,
      min(placed_at) as placed_at, (min(placed_at) at time zone ${timeZone})::date as placed_on,
      coalesce(min(status), 'completed') as status,
      min(channel) as channel, min(store) as store, min(return_of) as return_of,
      ${currency}::text as currency,
      coalesce(sum(amount_cents) filter (where quantity > 0), 0)::bigint as gross_cents,
      coalesce(-sum(amount_cents) filter (where quantity < 0), 0)::bigint as returned_cents,
      coalesce(sum(discount_cents) filter (where quantity > 0), 0)::bigint as discount_cents,
      coalesce('e:' || ${customer}, 'p:' || ${phone}, 'm:' || ${email}) as mention,
      ${customer} as external_customer, ${phone} as phone, ${email} as email,
      min(customer_name) as customer_name,
      case
        when ${customer} is not null then customers.identity_key('external', ${scope.sourceCode}, ${customer})
        when ${phone} is not null then customers.identity_key('phone', '', ${phone})
        when ${email} is not null then customers.identity_key('email', '', ${email})
      end as named_by,
      hashtextextended(concat_ws('|', min(placed_at), min(status), min(channel), min(store), min(return_of),
          coalesce(${customer}, ${phone}, ${email})), 0)::text || ':' ||
        sum(hash_record_extended((sku, product_name, quantity, unit_price_cents, discount_cents, amount_cents), 0))::text
        as digest
    from orders.staged_lines where batch_id = ${scope.batchId}
    group by order_ref`.execute(ctx.db);
  await sql`analyze staged_orders (order_ref, mention)`.execute(ctx.db);
}

/** The column, or nothing where customers are recognised by another identifier alone. */
const told = ({ matchBy }: ImportScope, kind: MatchKey, column: string) =>
  matchBy && matchBy !== kind ? sql`null::text` : sql.ref(column);

/** What the batch says of customers, each told once. */
const mentionsOf = (scope: ImportScope) => sql`
  select mention as ref_key, ${scope.sourceCode}::text as namespace, min(external_customer) as external_id,
    min(phone) as phone, min(email) as email, min(customer_name) as name, min(placed_at) as seen_at
  from staged_orders where mention is not null group by mention`;

const productsOf = (scope: ImportScope) => sql`
  select sku, product_name, category from orders.staged_lines where batch_id = ${scope.batchId}`;

/** `incoming_orders`: every document with its customer, its order id, and what is to be done with it. */
async function compareWithStored(ctx: Ctx, scope: ImportScope, givenTo: number | null): Promise<void> {
  const owner = sql`coalesce(${givenTo}::bigint, known.customer_id, ref.customer_id)`;
  await sql`
    create temp table incoming_orders on commit drop as
    select s.*, ${owner} as customer_id, ref.customer_id as stored_customer_id,
      case
        when ref.order_id is not null then ref.order_id
        when ${owner} is not null then nextval('orders.order_ids')
      end as order_id,
      case
        when ${owner} is null then 'unmatched'
        when ref.order_id is null then 'created'
        when ${scope.policy === 'skip'} then 'unchanged'
        when stored.digest is distinct from s.digest or stored.customer_id is distinct from ${owner} then 'updated'
        else 'unchanged'
      end as outcome
    from staged_orders s
    left join matched_customers known on known.ref_key = s.mention
    left join orders.order_refs ref on ref.source_id = ${scope.sourceId} and ref.external_id = s.order_ref
    left join orders.orders stored on stored.customer_id = ref.customer_id and stored.order_id = ref.order_id`.execute(
    ctx.db,
  );
  await sql`analyze incoming_orders (order_ref, customer_id, stored_customer_id, outcome)`.execute(ctx.db);
}

/** A corrected order is written anew under its old id, perhaps for another customer. */
async function removeReplaced(ctx: Ctx): Promise<void> {
  await sql`
    delete from orders.order_lines l using incoming_orders i
    where i.outcome = 'updated' and l.customer_id = i.stored_customer_id and l.order_id = i.order_id`.execute(ctx.db);
  await sql`
    delete from orders.orders o using incoming_orders i
    where i.outcome = 'updated' and o.customer_id = i.stored_customer_id and o.order_id = i.order_id`.execute(ctx.db);
}

/** Written in the order of their keys: filling an index in order takes half the time of filling it at random. */
async function writeOrders(ctx: Ctx, scope: ImportScope): Promise<void> {
  await sql`
    with store_words as (
      select distinct on (word) word, store_id
      from (select code as word, store_id, 1 as rank from access.stores
            union all select name, store_id, 2 from access.stores) as said
      order by word, rank
    )
    insert into orders.orders (customer_id, order_id, source_id, external_id, placed_at, placed_on, status, channel,
      store_id, currency, gross_cents, discount_cents, returned_cents, return_of, digest, named_by, recorded_at)
    select i.customer_id, i.order_id, ${scope.sourceId}, i.order_ref, i.placed_at, i.placed_on, i.status, i.channel,
      w.store_id, i.currency, i.gross_cents, i.discount_cents, i.returned_cents, i.return_of, i.digest, i.named_by, ${ctx.now}
    from incoming_orders i left join store_words w on w.word = i.store
    where i.outcome in ('created', 'updated') order by i.customer_id, i.order_id`.execute(ctx.db);
}

/**
 * Two calls that bring the same new order at once meet at the directory: the second one's copy is not written. False when
 * that has happened, and the outcome is another than foreseen.
 */
async function claimReferences(ctx: Ctx, scope: ImportScope, foreseen: RecordOutcome): Promise<boolean> {
  const claimed = await sql`
    insert into orders.order_refs (source_id, external_id, customer_id, order_id)
    select ${scope.sourceId}, order_ref, customer_id, order_id from incoming_orders where outcome = 'created' order by order_ref
    on conflict (source_id, external_id) do nothing`.execute(ctx.db);
  const all = Number(claimed.numAffectedRows ?? 0) === foreseen.created;
  if (!all) {
    await sql`
      update incoming_orders i set outcome = 'unchanged' from orders.order_refs r
      where i.outcome = 'created' and r.source_id = ${scope.sourceId} and r.external_id = i.order_ref
        and r.order_id <> i.order_id`.execute(ctx.db);
  }
  if (foreseen.updated > 0) {
    await sql`
      update orders.order_refs r set customer_id = i.customer_id from incoming_orders i
      where i.outcome = 'updated' and r.source_id = ${scope.sourceId} and r.external_id = i.order_ref
        and r.customer_id <> i.customer_id`.execute(ctx.db);
  }
  return all;
}

async function writeLines(ctx: Ctx, scope: ImportScope): Promise<void> {
  await sql`
    insert into orders.order_lines (customer_id, order_id, line_no, product_id, quantity, unit_price_cents,
      discount_cents, amount_cents, placed_on)
    select i.customer_id, i.order_id, s.row_no - i.first_row + 1, p.product_id, s.quantity, s.unit_price_cents,
      s.discount_cents, s.amount_cents, i.placed_on
    from orders.staged_lines s
    join incoming_orders i using (order_ref)
    left join catalog.products p on p.sku = coalesce(s.sku, s.product_name)
    where s.batch_id = ${scope.batchId} and i.outcome in ('created', 'updated')`.execute(ctx.db);
}

const touchedCustomers = () => sql`
  select customer_id from incoming_orders where outcome in ('created', 'updated')
  union
  select stored_customer_id from incoming_orders where outcome = 'updated' and stored_customer_id is not null`;

async function countOutcome(ctx: Ctx): Promise<RecordOutcome> {
  const { rows } = await sql<RecordOutcome>`
    select count(*) filter (where outcome = 'created')::int as created,
      count(*) filter (where outcome = 'updated')::int as updated,
      count(*) filter (where outcome = 'unchanged')::int as unchanged,
      count(*) filter (where outcome = 'unmatched')::int as unmatched,
      (select count(*)::int from matched_customers where created) as "customersCreated"
    from incoming_orders`.execute(ctx.db);
  return rows[0] ?? { created: 0, updated: 0, unchanged: 0, unmatched: 0, customersCreated: 0 };
}

/** They would go with the transaction; a caller may apply several batches in one. */
async function dropWorkTables(ctx: Ctx): Promise<void> {
  await sql`drop table if exists staged_orders, matched_customers, incoming_orders`.execute(ctx.db);
}
