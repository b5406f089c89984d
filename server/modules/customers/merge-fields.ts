/** The fields of a profile that a merge chooses one by one, with their columns. */
export const MERGE_FIELDS = {
  kind: 'kind',
  code: 'code',
  name: 'name',
  phone: 'phone',
  email: 'email',
  gender: 'gender',
  birthday: 'birthday',
  province: 'province',
  city: 'city',
  address: 'address',
  occupation: 'occupation',
  industry: 'industry',
  companySize: 'company_size',
  note: 'note',
  channel: 'channel',
  storeId: 'store_id',
  ownerId: 'owner_id',
  registeredAt: 'registered_at',
} as const;

export type MergeField = keyof typeof MERGE_FIELDS;
export const MERGE_FIELD_NAMES = Object.keys(MERGE_FIELDS) as MergeField[];
