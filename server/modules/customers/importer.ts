/** What files of customers hold: one customer per row. A row needs something to recognise its customer by. */
import { recordAudit } from '#modules/access/index.ts';
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { emitFor } from '#platform/events.ts';
import type { ImportCounts, Importer, ImportScope, ParsedRow, RowProblem } from '#platform/importer.ts';
import { customReasons, findValueChanges, withCustomFields, writeIncomingValues } from './custom-import.ts';
import { countAlike } from './duplicates/in-file.ts';
import { customerImportFields } from './importer-fields.ts';
import { PROFILE_COLUMNS, updateKnown } from './profiles.ts';
import { changedBeside, checkStaged, countStaged, matchStaged } from './staged.ts';
import { findTagChanges, writeIncomingTags } from './tags.ts';

const IDENTIFIERS = ['externalId', 'phone', 'email', 'wechatOpenid', 'wechatUnionid'];

export const customersImporter: Importer = {
  kind: 'customers',
  permission: 'customers.write',
  current: (ctx) => withCustomFields(ctx, customersImporter),
  fields: customerImportFields,
  needsOneOf: [IDENTIFIERS],
  policies: ['overwrite', 'fill', 'skip'],
  staging: {
    table: 'customers.staged_customers',
    columns: customerImportFields.map((field) =>
      field.code.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`),
    ),
  },
  stage: stageRow,
  groupField: null,
  reasons: {
    'customers.nobody': {
      zh: '没有客户编号、手机、邮箱或微信标识，认不出是谁',
      en: 'There is no customer number, phone, e-mail or WeChat id to recognise anybody by',
    },
    ...customReasons,
  },
  check: async (ctx, scope) => ({ ...(await checkStaged(ctx, scope)), ...(await alikeIn(ctx, scope)) }),
  apply: applyStaged,
};

const IDENTIFIER_POSITIONS = IDENTIFIERS.map((code) => customerImportFields.findIndex((field) => field.code === code));

/** Fields and columns stand in the same order. */
function stageRow(row: ParsedRow): ParsedRow | RowProblem {
  if (IDENTIFIER_POSITIONS.every((position) => row[position] === null))
    return { field: null, code: 'customers.nobody' };
  return row;
}

/** Only where there are any, and the file is not too great to tell at once. */
async function alikeIn(ctx: Ctx, scope: ImportScope): Promise<ImportCounts> {
  const alike = await countAlike(ctx, scope.batchId);
  return alike ? { alike } : {};
}

async function applyStaged(ctx: Ctx, scope: ImportScope): Promise<ImportCounts> {
  scope.onStep?.('customers');
  await matchStaged(ctx, scope);
  scope.onStep?.('profiles');
  await updateKnown(ctx, PROFILE_COLUMNS, scope.policy ?? 'overwrite');
  await findValueChanges(ctx, scope);
  await findTagChanges(ctx, scope);
  const counts = { ...(await countStaged(ctx, changedBeside)), ...(await alikeIn(ctx, scope)) };
  await emitFor(
    ctx,
    'customers.recorded',
    sql`select customer_id from matched_customers where created union select customer_id from changed_customers
        union (${changedBeside})`,
  );
  await writeIncomingValues(ctx);
  await writeIncomingTags(ctx);
  await recordAudit(ctx, [
    { action: 'customers.imported', subjectType: 'batch', subjectId: scope.batchId, after: { ...counts } },
  ]);
  return { ...counts };
}
