/** Which sentence of docs/metrics.md defines each number of this module, for `insights`. */
export const CUSTOMER_DEFINITIONS = [
  {
    key: 'customers.household_spend',
    zh: '家庭净消费：您可以查看的同住成员的净消费之和。',
    en: 'Net spend together: the sum of the net spend of those members of the household whom you may see.',
  },
];
