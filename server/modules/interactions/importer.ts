/** What files of interactions hold: one row each, as CRMs export follow-ups and shops export logs. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { Importer, ImportScope, ParsedRow, RowProblem } from '#platform/importer.ts';
import { interactionFields, KIND_SPELLINGS } from './importer-fields.ts';
import { STAGED_COLUMNS } from './incoming.ts';
import { applyStagedEvents, checkStagedEvents } from './staged.ts';

export const interactionsImporter: Importer = {
  kind: 'interactions',
  permission: 'interactions.write',
  fields: interactionFields,
  needsOneOf: [['customer', 'phone', 'email']],
  staging: { table: 'interactions.staged_events', columns: STAGED_COLUMNS },
  stage: stageRow,
  groupField: null,
  reasons: {
    'interactions.no_customer': { zh: '没有写明是哪位客户', en: 'Names no customer' },
    'interactions.seconds': {
      zh: '时长 {detail} 秒超出范围（0 到 86400）',
      en: '{detail} seconds lie outside 0 to 86400',
    },
    'interactions.unknown_kind': {
      zh: '没有“{detail}”这种互动类型，可在设置中添加',
      en: 'There is no kind of interaction "{detail}"; add it in the settings',
    },
    'interactions.in_future': { zh: '时间 {detail} 还没到', en: '{detail} has not come yet' },
  },
  findProblems,
  check: async (ctx, scope) => ({ ...(await checkStagedEvents(ctx, scope)) }),
  apply: async (ctx, scope) => {
    const { outOfSight, ...counts } = await applyStagedEvents(ctx, scope);
    return { ...counts, dropped: counts.dropped + outOfSight.length };
  },
};

const squeezed = (text: string): string => text.toLowerCase().replaceAll(/[\s_-]+/g, '');

const KIND_OF = new Map(
  Object.entries(KIND_SPELLINGS).flatMap(([code, spellings]) =>
    [code, ...spellings].map((spelling) => [squeezed(spelling), code] as const),
  ),
);

/** 短信 is both what it is and where it came by. */
const CHANNEL_OF = new Map(
  Object.entries({
    短信: 'sms',
    sms: 'sms',
    微信: 'wechat',
    企业微信: 'wecom',
    wechat: 'wechat',
    邮件: 'email',
    email: 'email',
  }),
);

function stageRow(row: ParsedRow): (string | number | boolean | null)[] | RowProblem {
  const [eventRef, customer, phone, email, name, at, kind, content, seconds, page, title, feature, channel, direction] =
    row;
  const [outcome, needs, staff] = row.slice(14);
  if (!customer && !phone && !email) return { field: 'customer', code: 'interactions.no_customer' };
  if (typeof seconds === 'number' && (seconds < 0 || seconds > 86_400))
    return { field: 'seconds', code: 'interactions.seconds', detail: String(seconds) };
  const said = String(kind);
  const told = Object.entries({
    title,
    feature,
    channel: channel ?? CHANNEL_OF.get(squeezed(said)),
    outcome,
    needs,
    staff,
  }).filter(([, value]) => value !== null && value !== undefined);
  return [
    eventRef ?? null,
    KIND_OF.get(squeezed(said)) ?? said,
    at ?? null,
    null,
    null,
    customer ?? null,
    phone ?? null,
    email ?? null,
    name ?? null,
    null,
    seconds ?? null,
    direction === 'in' ? true : direction === 'out' ? false : null,
    null,
    page ?? null,
    content ?? null,
    told.length > 0 ? JSON.stringify(Object.fromEntries(told)) : null,
  ];
}

/** Kinds are told by code or by name; what the registry does not know is refused row by row. */
async function findProblems(
  ctx: Ctx,
  scope: ImportScope,
): Promise<(RowProblem & { rowNo: number; detail: string | null })[]> {
  await sql`
    update interactions.staged_events s set kind = k.code from interactions.kinds k
    where s.batch_id = ${scope.batchId} and s.kind <> k.code and lower(s.kind) in (lower(k.name_zh), lower(k.name_en))
      and not exists (select from interactions.kinds same where same.code = s.kind)`.execute(ctx.db);
  const { rows } = await sql<RowProblem & { rowNo: number; detail: string | null }>`
    select row_no as "rowNo", 'kind' as field, 'interactions.unknown_kind' as code, left(kind, 60) as detail
    from interactions.staged_events s
    where batch_id = ${scope.batchId} and not exists (select from interactions.kinds k where k.code = s.kind)
    union all
    select row_no, 'at', 'interactions.in_future', happened_at::date::text from interactions.staged_events
    where batch_id = ${scope.batchId} and happened_at > ${ctx.now}::timestamptz + interval '1 day'
    order by 1`.execute(ctx.db);
  return rows;
}
