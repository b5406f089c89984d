import type { CustomerFieldSource } from '#platform/fields.ts';

/** Behaviour in figures, as the customer list and page may show, filter and sort by it. */
export const behaviourFields: CustomerFieldSource = {
  table: 'interactions.rollups',
  fields: [
    { code: 'interactions.lastSeenAt', column: 'last_seen_at', type: 'instant', sortable: true, filterable: true },
    { code: 'interactions.lastLoginAt', column: 'last_login_at', type: 'instant', sortable: true, filterable: true },
    { code: 'interactions.logins30d', column: 'logins_30d', type: 'number', filterable: true, unit: 'times' },
    { code: 'interactions.activeDays30d', column: 'active_days_30d', type: 'number', filterable: true },
    { code: 'interactions.pageViews30d', column: 'page_views_30d', type: 'number', filterable: true, unit: 'times' },
    {
      code: 'interactions.featureUses30d',
      column: 'feature_uses_30d',
      type: 'number',
      filterable: true,
      unit: 'times',
    },
    {
      code: 'interactions.cartsAbandoned90d',
      column: 'carts_abandoned_90d',
      type: 'number',
      filterable: true,
      unit: 'times',
    },
    { code: 'interactions.lastContactAt', column: 'last_contact_at', type: 'instant', filterable: true },
    { code: 'interactions.contacts90d', column: 'contacts_90d', type: 'number', filterable: true },
    { code: 'interactions.messagesIn90d', column: 'messages_in_90d', type: 'number', filterable: true, unit: 'times' },
    { code: 'interactions.shares365d', column: 'shares_365d', type: 'number', filterable: true, unit: 'times' },
    { code: 'interactions.complaints365d', column: 'complaints_365d', type: 'number', filterable: true, unit: 'times' },
  ],
};
