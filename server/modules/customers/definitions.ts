/** Which sentence of docs/metrics.md defines each number of this module, and those sentences for `insights`. */
export const QUALITY_DEFINITIONS = {
  completeness: 'customers.completeness',
  validity: 'customers.validity',
  freshness: 'customers.freshness',
  duplicateGroups: 'customers.duplicate_groups',
};

export const CUSTOMER_DEFINITIONS = [
  {
    key: 'customers.household_spend',
    zh: '家庭净消费：您可以查看的同住成员的净消费之和。',
    en: 'Net spend together: the sum of the net spend of those members of the household whom you may see.',
  },
  {
    key: 'customers.household_head',
    zh: '家庭以您可以查看的成员中净消费最高的一位称呼。',
    en: 'A household is called by whoever of its members you may see has the highest net spend.',
  },
  {
    key: 'customers.completeness',
    zh: '完整率：已填写的字段数 ÷ 适用该字段的客户数；合计时各字段的分子、分母分别相加。',
    en: 'Completeness: filled ÷ customers the field applies to; together, the sums of both over the fields.',
  },
  {
    key: 'customers.validity',
    zh: '有效率：1 − 明显不对的值 ÷ 已填写的值；只计有判断规则的字段。',
    en: 'Validity: 1 − values that cannot be right ÷ values filled, over the fields that can be judged.',
  },
  {
    key: 'customers.freshness',
    zh: '新鲜率：1 − 过久未确认的值 ÷ 已填写的值；只计会过时的字段，期限见设置。',
    en: 'Freshness: 1 − values last confirmed too long ago ÷ values filled, over the fields that age; the limit is a setting.',
  },
  {
    key: 'customers.duplicate_groups',
    zh: '疑似重复组：查重建议中尚未处理的组数。',
    en: 'Groups of likely duplicates: groups of records the duplicates page suggests and nobody has settled.',
  },
];
