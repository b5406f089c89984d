/** Reasons as the command line prints them; the console has its own words in its locales. */
import type { Reason, ReasonCode } from './reasons.ts';

const FIELDS = {
  birthday: ['生日', 'birthday'],
  nationalId: ['证件号', 'id number'],
  phone: ['手机', 'phone'],
  email: ['邮箱', 'e-mail'],
  gender: ['性别', 'gender'],
  streetNumber: ['门牌号', 'street number'],
  street: ['街道', 'street'],
  addressDetail: ['地址附注', 'address line'],
  city: ['城市', 'city'],
  postcode: ['邮编', 'postcode'],
  province: ['省份', 'state'],
  address: ['地址', 'address'],
} as const;

const AGREEMENTS = {
  same: ['相同', 'same'],
  nearly: ['差一点', 'nearly the same'],
  partly: ['部分相同', 'alike'],
  different: ['不同', 'different'],
} as const; // prettier

const WHOLE: Partial<Record<ReasonCode, readonly [string, string]>> = {
  'name.same': ['同名', 'same name'],
  'name.sound': ['姓名同音或字形相近', 'names sound or look the same'],
  'name.turned': ['姓与名颠倒', 'surname and given name exchanged'],
  'name.similar': ['姓名相近', 'names alike'],
  'name.part': ['名字是另一个的一部分', 'one name is part of the other'],
  'name.surname': ['同姓', 'same surname, given name unknown'],
  'name.given': ['同名，一方缺姓', 'same given name, surname unknown'],
  'name.different': ['姓名不同', 'different names'],
  'external.same': ['外部系统编号相同', 'same number in another system'],
  'wechat.same': ['微信标识相同', 'same WeChat id'],
  'phone.nearly': ['手机差一位', 'phone differs by one digit'],
  'birthday.nearly': ['生日差一位', 'birthday differs by one digit'],
};

export function inWords(reasons: readonly Reason[], language: 'zh-CN' | 'en'): string {
  const place = language === 'en' ? 1 : 0;
  return reasons.map(({ code }) => wordOf(code, place)).join(language === 'en' ? ', ' : '、');
}

function wordOf(code: ReasonCode, place: 0 | 1): string {
  const whole = WHOLE[code];
  if (whole) return whole[place];
  const [field, agreement] = code.split('.') as [keyof typeof FIELDS, keyof typeof AGREEMENTS];
  const [name, how] = [FIELDS[field][place], AGREEMENTS[agreement][place]];
  return place === 1 ? `${name} ${how}` : name + how;
}
