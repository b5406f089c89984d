/** What files of relations hold: one relation per row, between two customers who are here already. */
import { recordAudit } from '#modules/access/index.ts';
import type { ImportField, Importer, ParsedRow, RowProblem } from '#platform/importer.ts';
import { applyRelations, checkRelations, findRelationProblems } from './relations-staged.ts';

const words = (text: string): string[] => text.split(',').map((word) => word.trim());

/** `stageRow` and the staging table have them in this order. */
const fields: readonly ImportField[] = [
  {
    code: 'customer',
    type: 'reference',
    maxLength: 120,
    synonyms: words(
      '客户编号, Customer ID, 会员号, 会员编号, 客户号, 客户编码, 客户ID, 会员卡号, 编号, customer no, customer number, customer code, member id, member no, external id, id',
    ),
  },
  {
    code: 'phone',
    type: 'phone',
    synonyms: words('手机号, Phone, 手机, 手机号码, 电话, 联系电话, 客户手机号, mobile, phone number, customer phone'),
  },
  { code: 'email', type: 'email', synonyms: words('邮箱, E-mail, 电子邮箱, 客户邮箱, email, email address') },
  {
    code: 'kind',
    type: 'text',
    required: true,
    example: '配偶',
    maxLength: 60,
    synonyms: words('关系, Relation, 关系类型, 与客户关系, 对方是, 称谓, relationship, relation type, related as'),
  },
  {
    code: 'other',
    type: 'reference',
    maxLength: 120,
    synonyms: words(
      '关联客户编号, Related customer ID, 对方编号, 对方客户编号, 关联客户, 关联会员号, 关系人编号, 亲属编号, 推荐人编号, 所属公司编号, related customer, related id, other customer id, related to',
    ),
  },
  {
    code: 'otherPhone',
    type: 'phone',
    synonyms: words(
      '关联客户手机号, Related phone, 对方手机号, 对方手机, 关联手机号, 关系人手机, 关系人手机号, 亲属手机, 亲属手机号, 推荐人手机, 推荐人手机号, related customer phone, other phone',
    ),
  },
  {
    code: 'otherEmail',
    type: 'email',
    synonyms: words(
      '关联客户邮箱, Related e-mail, 对方邮箱, 关系人邮箱, related email, related customer email, other email',
    ),
  },
  {
    code: 'note',
    type: 'text',
    maxLength: 60,
    example: '同一健身房',
    synonyms: words('备注, Note, 说明, 职务, 关系备注, notes, remark, role, position'),
  },
  {
    code: 'main',
    type: 'boolean',
    synonyms: words('主要联系人, Main contact, 是否主要联系人, 首要联系人, primary contact, main, primary'),
  },
];

export const relationsImporter: Importer = {
  kind: 'relations',
  permission: 'customers.write',
  fields,
  needsOneOf: [
    ['customer', 'phone', 'email'],
    ['other', 'otherPhone', 'otherEmail'],
  ],
  staging: {
    table: 'customers.staged_relations',
    columns: [
      'external_id',
      'phone',
      'email',
      'kind',
      'other_external_id',
      'other_phone',
      'other_email',
      'note',
      'main',
    ],
  },
  stage: stageRow,
  groupField: null,
  reasons: {
    'relations.nobody': {
      zh: '没有写明是哪位客户',
      en: 'Does not say which customer is meant',
    },
    'relations.unknown_customer': {
      zh: '没有找到客户“{detail}”，请先导入客户资料',
      en: 'There is no customer "{detail}"; import customers first',
    },
    'relations.unknown_kind': {
      zh: '没有“{detail}”这种关系，可在设置中添加',
      en: 'There is no kind of relation "{detail}"; add it in the settings',
    },
    'relations.same': { zh: '两边是同一位客户', en: 'Both are the same customer' },
    'relations.wrong_kind': {
      zh: '“{detail}”的一方应为个人或企业，与客户类型不符',
      en: '"{detail}" asks for a person or a company at an end where the other stands',
    },
  },
  findProblems: findRelationProblems,
  check: async (ctx, scope) => ({ ...(await checkRelations(ctx, scope)) }),
  apply: async (ctx, scope) => {
    const counts = await applyRelations(ctx, scope);
    await recordAudit(ctx, [
      { action: 'customers.relations_imported', subjectType: 'batch', subjectId: scope.batchId, after: { ...counts } },
    ]);
    return { ...counts };
  },
};

function stageRow(row: ParsedRow): ParsedRow | RowProblem {
  if (row.slice(0, 3).every((value) => value === null)) return { field: 'customer', code: 'relations.nobody' };
  if (row.slice(4, 7).every((value) => value === null)) return { field: 'other', code: 'relations.nobody' };
  return row;
}
