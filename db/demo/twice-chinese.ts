// Chinese customers of whom some stand in the list twice or more, with the truth in their numbers: rec-7-org is the first
// record of somebody, rec-7-dup-0 the next. What happens to the others is what happens at tills and in chat windows: a
// character of the same sound, traditional or variant characters, the given name turned round, 王小姐 for 王丽, a digit
// wrong or exchanged, a new number, +86 and full width, the address cut short. One household in five shares its address
// and often one telephone: those are different people.

import type { Random } from '#analytics/random.ts';
import { at, happens, pick, wholeBetween } from './chance.ts';
import { personName } from './names.ts';
import { phoneOf } from './phones.ts';

export type TwiceRow = {
  recId: string;
  name: string;
  gender: string;
  birthday: string;
  phone: string;
  email: string;
  city: string;
  address: string;
};

export type TwiceOptions = {
  people: number;
  /** Share of people who stand there more than once. */
  repeated: number;
  /** Errors of one further record, at most, beside its name. */
  mostErrors: number;
};

export function chineseTwice(random: Random, { people, repeated, mostErrors }: TwiceOptions): TwiceRow[] {
  const rows: TwiceRow[] = [];
  let household: TwiceRow | null = null;
  for (let index = 0; index < people; index += 1) {
    const first: TwiceRow =
      household && happens(random, 0.2) ? relativeOf(random, household, index) : stranger(random, index);
    household = first;
    rows.push(first);
    if (!happens(random, repeated)) continue;
    const further = happens(random, 0.8) ? 1 : wholeBetween(random, 2, 4);
    for (let copy = 0; copy < further; copy += 1) rows.push(again(random, first, index, copy, mostErrors));
  }
  return shuffled(random, rows);
}

const CITIES = ['上海', '杭州', '苏州', '南京', '宁波', '无锡', '绍兴', '嘉兴', '常州', '南通'];
const DISTRICTS = ['西湖区', '城北区', '滨江区', '新城区', '江宁区', '吴中区', '临安区', '东湖区'];
const ROADS_FIRST = Array.from('文解学中人建和平新长江南北东西湖山云海龙凤金银桂松柳梅竹');
const ROADS_SECOND = Array.from('一放院山民设兴安华庆宁康泰丰乐明光荣昌盛春秋');
const ESTATES = ['花园', '苑', '家园', '小区', '公寓', '新村', '名邸', '雅居'];

function stranger(random: Random, index: number): TwiceRow {
  const gender = happens(random, 0.3) ? 'male' : 'female';
  return {
    recId: `rec-${index}-org`,
    name: personName(random, gender),
    gender: happens(random, 0.8) ? (gender === 'male' ? '男' : '女') : '',
    birthday: happens(random, 0.6) ? birthday(random) : '',
    phone: phoneOf(index, 7),
    email: happens(random, 0.2) ? `user${wholeBetween(random, 100_000, 999_999)}${index}@example.com` : '',
    city: happens(random, 0.8) ? pick(random, CITIES) : '',
    address: happens(random, 0.7) ? addressLine(random) : '',
  };
}

function birthday(random: Random): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${wholeBetween(random, 1950, 2006)}-${two(wholeBetween(random, 1, 12))}-${two(wholeBetween(random, 1, 28))}`;
}

const addressLine = (random: Random): string =>
  `${pick(random, DISTRICTS)}${pick(random, ROADS_FIRST)}${pick(random, ROADS_SECOND)}路${wholeBetween(random, 1, 900)}号` +
  `${pick(random, ROADS_FIRST)}${pick(random, ROADS_SECOND)}${pick(random, ESTATES)}` +
  `${wholeBetween(random, 1, 30)}栋${wholeBetween(random, 1, 32)}0${wholeBetween(random, 1, 4)}室`;

/** A child or a brother has the surname, a husband or wife has not; the telephone is often the same. */
function relativeOf(random: Random, other: TwiceRow, index: number): TwiceRow {
  const own = stranger(random, index);
  const surname = happens(random, 0.6) ? other.name.slice(0, 1) : own.name.slice(0, 1);
  return {
    ...own,
    name: surname + (own.name.slice(1) === other.name.slice(1) ? '小宝' : own.name.slice(1)),
    city: other.city,
    address: other.address,
    phone: happens(random, 0.6) ? other.phone : own.phone,
  };
}

/** What may happen to a further record; each returns null where it cannot. */
type Mishap = (random: Random, row: TwiceRow, index: number) => Partial<TwiceRow> | null;

const NAME_MISHAPS: readonly Mishap[] = [
  (random, row) => renamed(row, row.name.slice(0, 1) + sameSound(random, row.name.slice(1))),
  (random, row) => renamed(row, sameSound(random, row.name.slice(0, 1)) + row.name.slice(1)),
  (_, row) => renamed(row, Array.from(row.name, (character) => TRADITIONAL.get(character) ?? character).join('')),
  (_, row) => renamed(row, row.name.slice(0, 1) + Array.from(row.name.slice(1)).toReversed().join('')),
  (random, row) =>
    row.gender === ''
      ? null
      : renamed(row, row.name.slice(0, 1) + pick(random, row.gender === '男' ? ['先生'] : ['女士', '小姐'])),
  (_, row) => renamed(row, row.name.length > 2 ? row.name.slice(1) : row.name),
  (_, row) => renamed(row, `${row.name.slice(1)} ${row.name.slice(0, 1)}`),
];

const OTHER_MISHAPS: readonly Mishap[] = [
  (random, row) => ({ phone: oneDigitWrong(random, row.phone) }),
  (random, row) => ({ phone: digitsExchanged(random, row.phone) }),
  (random, _, index) => ({ phone: phoneOf(2_000_000 + index * 7 + wholeBetween(random, 0, 6), 7) }),
  () => ({ phone: '' }),
  (_, row) => ({ phone: `+86 ${row.phone.slice(0, 3)}-${row.phone.slice(3, 7)}-${row.phone.slice(7)}` }),
  (_, row) => ({ phone: row.phone.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)) }),
  () => ({ birthday: '' }),
  (random, row) =>
    row.birthday
      ? { birthday: `${row.birthday.slice(0, 8)}${String(wholeBetween(random, 1, 28)).padStart(2, '0')}` }
      : null,
  (_, row) => (row.birthday ? { birthday: row.birthday.replaceAll('-', '/') } : null),
  () => ({ address: '' }),
  (_, row) => (row.address ? { address: row.address.replace('栋', '幢').replace('室', '') } : null),
  (_, row) => (row.address ? { address: row.address.replace(/^..区/, '') } : null),
  (_, row) => (row.address ? { address: row.address.replace(/路\d+号/, '路') } : null),
  (_, row) => (row.address ? { address: `${row.city}市${row.address}` } : null),
  () => ({ city: '' }),
  () => ({ email: '' }),
];

function again(random: Random, first: TwiceRow, index: number, copy: number, mostErrors: number): TwiceRow {
  let row = happens(random, 0.5) ? { ...first, ...pick(random, NAME_MISHAPS)(random, first, index) } : first;
  for (let errors = wholeBetween(random, 0, mostErrors); errors > 0; errors -= 1)
    row = { ...row, ...pick(random, OTHER_MISHAPS)(random, row, index) };
  return { ...row, recId: `rec-${index}-dup-${copy}` };
}

const renamed = (row: TwiceRow, name: string): Partial<TwiceRow> | null => (name === row.name ? null : { name });

/** Characters of one sound, as dictation and input methods confuse them. */
const SOUNDS = [
  '陈程成诚',
  '张章彰',
  '王汪',
  '刘柳留',
  '杨阳洋',
  '黄皇',
  '吴武伍',
  '徐许',
  '孙荪',
  '胡湖',
  '郭国',
  '何和贺',
  '林琳临',
  '罗洛',
  '郑正政',
  '谢榭',
  '宋松',
  '唐塘',
  '冯丰',
  '邓灯',
  '曹操',
  '彭朋',
  '肖萧晓小笑',
  '田甜',
  '董懂',
  '蒋讲',
  '蔡才',
  '余于鱼',
  '杜度',
  '叶页',
  '苏酥',
  '魏卫',
  '吕侣',
  '丁叮',
  '沈审',
  '姚瑶尧',
  '雨语宇羽',
  '思斯丝',
  '梦孟',
  '欣心新馨',
  '佳嘉家',
  '诗施',
  '静靖婧',
  '雅娅',
  '婷亭廷',
  '子梓紫',
  '一依怡',
  '若偌',
  '悦月玥',
  '慧惠蕙',
  '美镁',
  '文雯',
  '艺忆易',
  '芷止',
  '可珂',
  '明鸣',
  '秀绣',
  '丽莉立',
  '海',
  '涵晗函',
  '琪琦奇',
  '妍研颜',
  '萱轩宣',
  '彤童桐',
  '然燃',
  '宁凝',
  '洁杰',
  '颖影',
  '雪',
  '莹盈',
  '倩',
  '菲飞',
  '玲灵',
  '芳方',
  '娜那',
  '敏闽',
  '燕艳',
  '娟鹃',
  '蕾磊',
  '薇微',
  '禾荷',
  '溪希',
  '浩皓昊',
  '俊君',
  '志智',
  '建健',
  '天',
  '博勃',
  '永勇',
  '泽',
  '涛',
  '鹏',
  '辉晖',
  '强',
  '伟玮',
  '晨辰',
  '睿瑞',
  '航',
  '凯',
  '斌彬',
  '峰锋',
  '翔祥',
  '哲',
  '三叁',
]; // prettier
const SAME_SOUND = new Map(
  SOUNDS.flatMap((group) => Array.from(group, (character) => [character, group.replace(character, '')] as const)),
);

/** One of its characters for another of the same sound. */
function sameSound(random: Random, text: string): string {
  const place = wholeBetween(random, 0, Math.max(0, text.length - 1));
  const others = SAME_SOUND.get(text.charAt(place)) ?? '';
  return others === '' ? text : text.slice(0, place) + pick(random, Array.from(others)) + text.slice(place + 1);
}

const [SIMPLE, FULL] = [
  '张刘陈杨黄赵吴孙马罗郑谢许韩冯邓董萧蒋叶苏吕卢梦诗静语艺丽宁洁颖莹琼岚桐涛鹏辉强伟轩凯斌泽国学军华晓俪云霞',
  '張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧董蕭蔣葉蘇呂盧夢詩靜語藝麗寧潔穎瑩瓊嵐桐濤鵬輝強偉軒凱斌澤國學軍華曉儷雲霞',
];
const TRADITIONAL = new Map(
  Array.from(SIMPLE ?? '', (character, place) => [character, at(Array.from(FULL ?? ''), place)]),
);

function oneDigitWrong(random: Random, phone: string): string {
  const place = wholeBetween(random, 3, 10);
  const digit = (Number(phone.charAt(place)) + wholeBetween(random, 1, 9)) % 10;
  return phone.slice(0, place) + String(digit) + phone.slice(place + 1);
}

function digitsExchanged(random: Random, phone: string): string {
  const place = wholeBetween(random, 3, 9);
  return phone.slice(0, place) + phone.charAt(place + 1) + phone.charAt(place) + phone.slice(place + 2);
}

export function shuffled<Row>(random: Random, rows: readonly Row[]): Row[] {
  const mixed = [...rows];
  for (let place = mixed.length - 1; place > 0; place -= 1) {
    const other = wholeBetween(random, 0, place);
    const [one, two] = [at(mixed, place), at(mixed, other)];
    mixed[place] = two;
    mixed[other] = one;
  }
  return mixed;
}
