/** What files of consents hold: one customer per row, a column per answer, as other systems export them. */
import { sql } from 'kysely';
import { recordAudit } from '#modules/access/index.ts';
import { foreseeCustomers, matchCustomers } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import { emitFor } from '#platform/events.ts';
import type { ImportCounts, Importer, ImportField, ImportScope, ParsedRow, RowProblem } from '#platform/importer.ts';
import type { Channel, Purpose } from './contract.ts';
import { refreshPreferences } from './preferences.ts';

/** A column per answer; yes is agreement, no is refusal, blank says nothing. */
const ANSWERS: readonly { code: string; purpose: Purpose; channel: Channel; synonyms: string[] }[] = [
  {
    code: 'marketingSms',
    purpose: 'marketing',
    channel: 'sms',
    synonyms: [
      '短信营销',
      'Marketing SMS',
      '同意短信',
      '接收短信',
      '短信订阅',
      'accepts sms marketing',
      'sms opt in',
      'sms consent',
    ],
  },
  {
    code: 'marketingEmail',
    purpose: 'marketing',
    channel: 'email',
    synonyms: [
      '邮件营销',
      'Marketing e-mail',
      '同意邮件',
      '接收邮件',
      '邮件订阅',
      'accepts email marketing',
      'accepts marketing',
      'email opt in',
      'email consent',
      'newsletter',
    ],
  },
  {
    code: 'marketingWechat',
    purpose: 'marketing',
    channel: 'wechat',
    synonyms: ['微信营销', 'Marketing WeChat', '同意微信', '接收微信', 'wechat opt in'],
  },
  {
    code: 'marketingCall',
    purpose: 'marketing',
    channel: 'call',
    synonyms: ['电话营销', 'Marketing calls', '同意电话', '接受电话', '接听电话', 'call opt in', 'phone consent'],
  },
  {
    code: 'marketingPush',
    purpose: 'marketing',
    channel: 'push',
    synonyms: ['推送营销', 'Marketing push', '接收推送', 'push opt in'],
  },
  {
    code: 'marketingMail',
    purpose: 'marketing',
    channel: 'mail',
    synonyms: ['邮寄营销', 'Marketing post', '接收邮寄', 'mail opt in'],
  },
  {
    code: 'survey',
    purpose: 'survey',
    channel: 'any',
    synonyms: ['同意回访', 'Surveys', '接受回访', '接受调研', 'survey opt in'],
  },
  {
    code: 'personalisation',
    purpose: 'personalisation',
    channel: 'any',
    synonyms: ['个性化推荐', 'Personalisation', '同意个性化推荐', 'personalization', 'personalised offers'],
  },
  {
    code: 'profiling',
    purpose: 'profiling',
    channel: 'any',
    synonyms: ['自动化评估', 'Profiling', '用户画像', '同意画像'],
  },
];

const fields: readonly ImportField[] = [
  {
    code: 'externalId',
    type: 'reference',
    maxLength: 120,
    synonyms: [
      '客户编号',
      'Customer ID',
      '会员号',
      '会员编号',
      '会员卡号',
      '客户ID',
      'member id',
      'customer no',
      'external id',
      'id',
    ],
  },
  {
    code: 'phone',
    type: 'phone',
    synonyms: ['手机号', 'Phone', '手机', '手机号码', '电话', '联系电话', 'mobile', 'phone number'],
  },
  { code: 'email', type: 'email', synonyms: ['邮箱', 'E-mail', '电子邮箱', 'email', 'email address'] },
  {
    code: 'doNotContact',
    type: 'boolean',
    synonyms: ['勿扰', 'Do not contact', '免打扰', '黑名单', '拒绝联系', 'dnc', 'opt out', 'unsubscribed', '已退订'],
  },
  ...ANSWERS.map(({ code, synonyms }) => ({ code, type: 'boolean' as const, synonyms })),
  {
    code: 'givenAt',
    type: 'instant',
    synonyms: ['同意时间', 'Given at', '授权时间', '订阅时间', '更新时间', 'consent date', 'opt in date', 'updated at'],
  },
  {
    code: 'how',
    type: 'text',
    maxLength: 60,
    synonyms: ['同意来源', 'Where', '授权来源', '来源', '订阅来源', 'consent source', 'source'],
  },
];

const column = (code: string) => code.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
const COLUMNS = fields.map(({ code }) => column(code));
const IDENTIFIERS = 3;
const SAID = 4 + ANSWERS.length;

export const consentsImporter: Importer = {
  kind: 'consents',
  permission: 'privacy.consent',
  fields,
  needsOneOf: [
    ['externalId', 'phone', 'email'],
    ['doNotContact', ...ANSWERS.map(({ code }) => code)],
  ],
  staging: { table: 'privacy.staged_consents', columns: COLUMNS },
  stage: stageRow,
  groupField: null,
  undoable: false,
  reasons: {
    'privacy.nobody': {
      zh: '没有客户编号、手机或邮箱，认不出是谁',
      en: 'There is no customer number, phone or e-mail to recognise anybody by',
    },
    'privacy.nothing_said': { zh: '没有任何同意或拒绝', en: 'Nothing is agreed to or refused' },
  },
  check: async (ctx, scope) => {
    await foreseeCustomers(ctx, mentionsOf(scope));
    return count(ctx, scope);
  },
  apply: applyStaged,
};

function stageRow(row: ParsedRow): ParsedRow | RowProblem {
  if (row.slice(0, IDENTIFIERS).every((value) => value === null)) return { field: null, code: 'privacy.nobody' };
  if (row.slice(IDENTIFIERS, SAID).every((value) => value === null))
    return { field: null, code: 'privacy.nothing_said' };
  return row;
}

const refKey = sql`lpad(s.row_no::text, 10, '0')`;

const mentionsOf = (scope: ImportScope) => sql`
  select ${refKey} as ref_key, ${scope.sourceCode}::text as namespace, s.external_id, s.phone, s.email,
    null::text as name, null::timestamptz as seen_at
  from privacy.staged_consents s where s.batch_id = ${scope.batchId}`;

/** Every answer of the batch with whose it is. Erased records have none. */
const saidBy = (scope: ImportScope) => sql`
  select m.customer_id, m.created, a.purpose, a.channel, a.state, s.row_no, s.given_at, s.how
  from privacy.staged_consents s
  join matched_customers m on m.ref_key = ${refKey}
  left join customers.customers c on c.customer_id = m.customer_id
  cross join lateral (
    select 'contact' as purpose, 'any' as channel, case when s.do_not_contact then 'refused' else 'granted' end as state
      where s.do_not_contact is not null
    ${sql.join(
      ANSWERS.map(
        ({ code, purpose, channel }) => sql`
    union all select ${sql.lit(purpose)}, ${sql.lit(channel)}, case when ${sql.ref(`s.${column(code)}`)} then 'granted' else 'refused' end
      where ${sql.ref(`s.${column(code)}`)} is not null`,
      ),
      sql` `,
    )}
  ) as a
  where s.batch_id = ${scope.batchId} and c.erased_at is null`;

async function count(ctx: Ctx, scope: ImportScope): Promise<ImportCounts> {
  const { rows } = await sql<{ created: number; granted: number; refused: number }>`
    select count(distinct customer_id) filter (where created)::int as created,
      count(*) filter (where state = 'granted')::int as granted, count(*) filter (where state = 'refused')::int as refused
    from (${saidBy(scope)}) as said`.execute(ctx.db);
  return { ...rows[0] };
}

/** The same row of the same file again is the same answer, by a key made of what it says. */
async function applyStaged(ctx: Ctx, scope: ImportScope): Promise<ImportCounts> {
  scope.onStep?.('customers');
  await matchCustomers(ctx, mentionsOf(scope));
  const counts = await count(ctx, scope);
  const { rows } = await sql<{ customer_id: number }>`
    insert into privacy.consents (customer_id, consent_id, given_to, purpose, channel, state, at, recorded_at, source,
      recorded_by_name, key)
    select customer_id, nextval('privacy.consent_ids'), customer_id, purpose, channel, state,
      least(coalesce(given_at, ${ctx.now}), ${ctx.now}), ${ctx.now}, coalesce(how, ${scope.sourceCode}), ${ctx.actor.name},
      concat_ws('|', 'file', ${scope.sourceCode}::text, purpose, channel, state, coalesce(given_at::text, ''))
    from (${saidBy(scope)}) as said order by row_no
    on conflict (customer_id, given_to, key) do nothing
    returning customer_id`.execute(ctx.db);
  const customerIds = [...new Set(rows.map((row) => row.customer_id))];
  for (let from = 0; from < customerIds.length; from += CUSTOMERS_AT_ONCE)
    await refreshPreferences(ctx, { customerIds: customerIds.slice(from, from + CUSTOMERS_AT_ONCE) });
  await emitFor(
    ctx,
    'customers.recorded',
    sql`
    select customer_id from matched_customers where created union select unnest(${customerIds}::bigint[])`,
  );
  await recordAudit(ctx, [
    { action: 'consents.imported', subjectType: 'batch', subjectId: scope.batchId, after: { ...counts } },
  ]);
  return { ...counts, recorded: rows.length };
}

const CUSTOMERS_AT_ONCE = 10_000;
