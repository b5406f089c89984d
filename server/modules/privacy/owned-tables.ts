import type { OwnedTable, PersonalColumn } from '#platform/owned-tables.ts';

const emptied = (column: string): PersonalColumn => ({ column, erase: 'null' });

/** Answers prove that contact was allowed: they stay, without what tells who gave them. Requests stay as numbers. */
export const ownedTables: readonly OwnedTable[] = [
  {
    table: 'privacy.consents',
    title: { zh: '同意与拒绝记录', en: 'Consents and refusals' },
    key: ['consent_id'],
    onMerge: 'move',
    personal: [emptied('evidence'), emptied('ip')],
    impersonal: ['purpose', 'channel', 'state', 'source', 'recorded_by', 'recorded_by_name', 'key'],
  },
  {
    table: 'privacy.preferences',
    title: { zh: '当前意愿', en: 'Preferences in force' },
    key: [],
    onMerge: 'recompute',
    personal: [],
    impersonal: [
      'do_not_contact',
      'marketing_sms',
      'marketing_email',
      'marketing_wechat',
      'marketing_call',
      'survey',
      'personalisation',
      'profiling',
    ],
  },
  {
    table: 'privacy.confirmations',
    key: ['token_digest'],
    onMerge: 'move',
    partOf: { table: 'privacy.consents', by: ['consent_id'] },
    personal: [],
    impersonal: ['token_digest'],
  },
  {
    table: 'privacy.requests',
    title: { zh: '个人信息请求', en: 'Requests' },
    key: ['request_id'],
    onMerge: 'move',
    personal: ['verified', 'note', 'answer'].map(emptied),
    impersonal: ['kind', 'state', 'via', 'owner_id', 'created_by', 'outcome', 'closed_by'],
  },
];
