/** What files of customers hold: one customer per row. A row needs something to recognise its customer by. */
import { recordAudit } from '#modules/access/index.ts';
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { emitFor } from '#platform/events.ts';
import type { ImportCounts, Importer, ImportScope, ParsedRow, RowProblem } from '#platform/importer.ts';
import {
  addCustomFields,
  customReasons,
  findValueChanges,
  withCustomFields,
  writeIncomingValues,
} from './custom-import.ts';
import { findDateChanges, withDates, writeIncomingDates } from './dates-import.ts';
import { countAlike, MOST_APPLIED, MOST_FORESEEN } from './duplicates/in-file.ts';
import { customerImportFields } from './importer-fields.ts';
import { countConflicts, findKeyless } from './match-key.ts';
import { withNameParts } from './name-parts.ts';
import { customerPresets } from './presets.ts';
import { PROFILE_COLUMNS, updateKnown } from './profiles.ts';
import { sampleRows } from './samples.ts';
import { changedBeside, checkStaged, countStaged, matchStaged } from './staged.ts';
import { findTagChanges, writeIncomingTags } from './tags.ts';

const IDENTIFIERS = ['externalId', 'phone', 'email', 'wechatOpenid', 'wechatUnionid'];

export const customersImporter: Importer = {
  kind: 'customers',
  permission: 'customers.write',
  current: async (ctx) => withDates(ctx, await withCustomFields(ctx, withNameParts(customersImporter))),
  fields: customerImportFields,
  addFields: addCustomFields,
  presets: customerPresets,
  needsOneOf: [IDENTIFIERS],
  policies: ['overwrite', 'fill', 'skip', 'create'],
  matchKeys: ['external', 'phone', 'email', 'wechat'],
  matchFields: {
    external: ['externalId'],
    phone: ['phone'],
    email: ['email'],
    wechat: ['wechatUnionid', 'wechatOpenid'],
  },
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
    'customers.without_external': {
      zh: '没有客户编号，无法按客户编号匹配',
      en: 'There is no customer number to match by',
    },
    'customers.without_phone': { zh: '没有手机号，无法按手机号匹配', en: 'There is no telephone to match by' },
    'customers.without_email': { zh: '没有邮箱，无法按邮箱匹配', en: 'There is no e-mail to match by' },
    'customers.without_wechat': { zh: '没有微信标识，无法按微信匹配', en: 'There is no WeChat id to match by' },
    'dates.impossible': { zh: '“{detail}”这一天不存在', en: '"{detail}" does not exist in the calendar' },
    'dates.year_needed': { zh: '“{detail}”需要写明年份', en: '"{detail}" needs its year' },
    ...customReasons,
  },
  findProblems: findKeyless,
  check: async (ctx, scope) => ({ ...(await checkStaged(ctx, scope)), ...(await besides(ctx, scope, MOST_FORESEEN)) }),
  samples: sampleRows,
  apply: applyStaged,
};

const IDENTIFIER_POSITIONS = IDENTIFIERS.map((code) => customerImportFields.findIndex((field) => field.code === code));

/** Fields and columns stand in the same order. */
function stageRow(row: ParsedRow): ParsedRow | RowProblem {
  if (IDENTIFIER_POSITIONS.every((position) => row[position] === null))
    return { field: null, code: 'customers.nobody' };
  return row;
}

/** Only where there are any, and of those alike only while the file is not too great to tell at once. */
async function besides(ctx: Ctx, scope: ImportScope, most: number): Promise<ImportCounts> {
  const conflicts = await countConflicts(ctx, scope);
  const alike = await countAlike(ctx, scope.batchId, most);
  return { ...(conflicts > 0 && { conflicts }), ...(alike && { alike }) };
}

async function applyStaged(ctx: Ctx, scope: ImportScope): Promise<ImportCounts> {
  scope.onStep?.('customers');
  await matchStaged(ctx, scope);
  scope.onStep?.('profiles');
  await updateKnown(ctx, PROFILE_COLUMNS, scope.policy ?? 'overwrite');
  await findValueChanges(ctx, scope);
  await findTagChanges(ctx, scope);
  await findDateChanges(ctx, scope);
  const counts = { ...(await countStaged(ctx, changedBeside)), ...(await besides(ctx, scope, MOST_APPLIED)) };
  await emitFor(
    ctx,
    'customers.recorded',
    sql`select customer_id from matched_customers where created union select customer_id from changed_customers
        union (${changedBeside})`,
  );
  await writeIncomingValues(ctx);
  await writeIncomingTags(ctx);
  await writeIncomingDates(ctx);
  await recordAudit(ctx, [
    { action: 'customers.imported', subjectType: 'batch', subjectId: scope.batchId, after: { ...counts } },
  ]);
  return { ...counts };
}
