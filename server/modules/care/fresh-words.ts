import type { TwoTexts } from '#modules/tasks/index.ts';

/** The fields of the profile that go out of date, for sentences of tasks; the console translates for itself. */
const NAMES: Readonly<Record<string, TwoTexts>> = {
  phone: { zh: '手机', en: 'phone' },
  email: { zh: '邮箱', en: 'e-mail' },
  region: { zh: '地区', en: 'region' },
  address: { zh: '地址', en: 'address' },
  occupation: { zh: '职业', en: 'occupation' },
  industry: { zh: '行业', en: 'industry' },
  companySize: { zh: '公司规模', en: 'company size' },
};

export const fieldName = ({ field, name }: { field: string; name: string | null }): TwoTexts =>
  NAMES[field] ?? { zh: name ?? field, en: name ?? field };
