/** How another hand writes the same Chinese name, telephone, birthday and address. */
import { Solar } from 'lunar-typescript';
import type { Random } from '#analytics/random.ts';
import { happens, pick, wholeBetween } from '#db/demo/chance.ts';
import type { Address, ChinesePerson } from './chinese-people.ts';

/** Characters that sound the same, or nearly so in the south. */
const SOUNDS =
  '张章彰 陈程成 王汪黄 李黎理 吴武伍 周邹 徐许 林凌琳霖 刘柳 何贺和 高皋 蔡才 傅付富 萧肖晓小筱 余于俞 江姜 沈申 卢陆 叶业 钟忠中 金靳 谭覃 罗洛 石时 白柏 郑政正 ' +
  '伟玮炜 芳方 娜那 敏闽 静婧靖 丽莉俐 磊蕾 军君钧 洋阳杨 勇永咏 艳燕雁 杰洁婕 涛韬 明鸣铭 霞侠 平萍 刚钢 浩昊皓 涵晗函 欣心馨新 怡宜仪 轩萱宣 雨宇羽语 桐彤童 志智致 强墙 ' +
  '建健 华桦 婷亭庭 嘉佳家 俊峻 思诗斯 梓子紫 文雯 国果 玉钰 桂贵 海 云芸 雪 月悦玥 美 若偌 梦孟 可珂 一依伊 亦奕艺 沐牧 书舒姝 景璟 承诚 启琦琪祺 光 德 世仕 振镇 荣蓉容 凤奉 兰岚 ' +
  '豪 然燃 晨辰 宁凝 安 瑶遥 菲飞 薇微 颖影 红虹宏 梅玫 英瑛 珍真 林琳 森 鑫馨 鹏朋 龙隆 凯 瑞睿 祥翔 生升 福 全泉 峰锋枫';
const SAME_SOUND = new Map(
  SOUNDS.split(' ').flatMap((group) => Array.from(group, (one) => [one, group.replace(one, '')] as const)),
);

const TRADITIONAL = new Map(
  Array.from(
    '张陈刘杨赵黄吴孙马罗郑谢韩冯邓许吕苏卢蒋贾阎叶钟谭邹陆龙万钱汤乔贺龚单丽静强军阳艳杰涛霞轩华国云书启荣凤兰颖红珍英鹏飞凯贵',
  ).map((one, place) => [
    one,
    Array.from(
      '張陳劉楊趙黃吳孫馬羅鄭謝韓馮鄧許呂蘇盧蔣賈閻葉鍾譚鄒陸龍萬錢湯喬賀龔單麗靜強軍陽艷傑濤霞軒華國雲書啟榮鳳蘭穎紅珍英鵬飛凱貴',
    )[place] ?? one,
  ]),
);

function sameSound(random: Random, text: string): string {
  const place = wholeBetween(random, 0, text.length - 1);
  const others = SAME_SOUND.get(text.charAt(place)) ?? '';
  return others === '' ? text : text.slice(0, place) + pick(random, Array.from(others)) + text.slice(place + 1);
}

/** Two neighbours exchanged, wherever they stand: 李小明 becomes 李明小, seldom 小李明. */
function exchanged(random: Random, { surname, given }: ChinesePerson): string {
  if (given.length === 2 && happens(random, 0.85)) return surname + given.charAt(1) + given.charAt(0);
  const whole = surname + given;
  return whole.charAt(1) + whole.charAt(0) + whole.slice(2);
}

type Hand = (random: Random, person: ChinesePerson) => string;

const HANDS: readonly Hand[] = [
  (random, { surname, given }) => surname + sameSound(random, given),
  (random, { surname, given }) => surname + sameSound(random, given),
  (random, { surname, given }) => (surname.length === 1 ? sameSound(random, surname) : surname) + given,
  exchanged,
  exchanged,
  (_, { surname, given }) => Array.from(surname + given, (one) => TRADITIONAL.get(one) ?? one).join(''),
  (random, { surname, male }) =>
    surname +
    pick(random, male ? ['先生', '总', '哥', '先生', '经理'] : ['女士', '小姐', '姐', '女士', '太太', '老师']),
  (_, { surname, given }) => `${given} ${surname}`,
  (_, { surname, given }) => `${surname} ${given}`,
  (_, { surname, given }) => `${surname}${given}（老客户）`,
  (_, { surname, given }) => (given.length === 2 ? given : surname + given),
  (random, { surname, given }) =>
    given.length === 2 ? surname + given.charAt(wholeBetween(random, 0, 1)) : surname + given,
];

export const anotherHand: Hand = (random, person) => pick(random, HANDS)(random, person);

const ENGLISH = 'Amy Lily Tony Kevin Cindy Jason Vivian Eric Grace Leo Coco David Helen Jack Sunny Alice'.split(' ');

/** Spelt by sound by hand, so that the table of the engine is not asked about itself. */
const SPELT: Readonly<Record<string, string>> = {
  王: 'Wang',
  李: 'Li',
  张: 'Zhang',
  刘: 'Liu',
  陈: 'Chen',
  杨: 'Yang',
  赵: 'Zhao',
  黄: 'Huang',
  周: 'Zhou',
  吴: 'Wu',
  伟: 'Wei',
  芳: 'Fang',
  娜: 'Na',
  敏: 'Min',
  静: 'Jing',
  丽: 'Li',
  强: 'Qiang',
  磊: 'Lei',
  军: 'Jun',
  洋: 'Yang',
  秀: 'Xiu',
  英: 'Ying',
  浩: 'Hao',
  然: 'Ran',
  雨: 'Yu',
  桐: 'Tong',
  嘉: 'Jia',
  宇: 'Yu',
  思: 'Si',
  涵: 'Han',
  怡: 'Yi',
  琪: 'Qi',
  轩: 'Xuan',
  晨: 'Chen',
  阳: 'Yang',
  宁: 'Ning',
  安: 'An',
  琳: 'Lin',
  小: 'Xiao',
  红: 'Hong',
  梅: 'Mei',
  建: 'Jian',
  国: 'Guo',
  志: 'Zhi',
  文: 'Wen',
  华: 'Hua',
  平: 'Ping',
  心: 'Xin',
  子: 'Zi',
  梓: 'Zi',
};

export const englishBeside: Hand = (random, { surname, given }) => {
  const english = pick(random, ENGLISH);
  const spelt = Array.from(surname + given, (one) => SPELT[one]);
  const known = spelt.every((one) => one !== undefined);
  const [family = '', ...rest] = spelt;
  const own = rest.join('').toLowerCase();
  const [capital, tail] = [own.slice(0, 1).toUpperCase(), own.slice(1)];
  switch (wholeBetween(random, 0, known ? 7 : 3)) {
    case 0:
      return `${surname}${given} ${english}`;
    case 1:
      return `${english} ${surname}${given}`;
    case 2:
      return `${surname}${given}(${english})`;
    case 3:
      return `${english}${surname}`;
    case 4:
      return `${capital}${tail} ${family}`;
    case 5:
      return `${family} ${capital}${tail}`.toUpperCase();
    case 6:
      return rest.length > 1 ? `${family} ${rest.join(' ')}` : `${family} ${capital}${tail}`;
    default:
      return `${english} ${family}`;
  }
};

const fullWidth = (text: string): string =>
  text.replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));

/** The same number in another dress, or with a slip. */
export function writtenPhone(random: Random, phone: string): string {
  const spaced = `${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)}`;
  const place = wholeBetween(random, 3, 9);
  switch (wholeBetween(random, 0, 8)) {
    case 0:
      return `+86${phone}`;
    case 1:
      return `0086${phone}`;
    case 2:
      return `86-${spaced.replaceAll(' ', '-')}`;
    case 3:
      return fullWidth(phone);
    case 4:
      return spaced;
    case 5:
      return (
        phone.slice(0, place) +
        String((Number(phone.charAt(place)) + wholeBetween(random, 1, 9)) % 10) +
        phone.slice(place + 1)
      );
    case 6:
      return phone.slice(0, place) + phone.charAt(place + 1) + phone.charAt(place) + phone.slice(place + 2);
    case 7:
      return phone.slice(0, place) + phone.slice(place + 1);
    default:
      return `${phone.slice(0, 3)}****${phone.slice(7)}`;
  }
}

/** By the first hand as it is; by another without the year, by the moon, or with a slip. */
export function writtenBirthday(random: Random | null, [year, month, day]: readonly [number, number, number]): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const plain = `${year}-${two(month)}-${two(day)}`;
  if (!random || happens(random, 0.5)) return plain;
  switch (wholeBetween(random, 0, 6)) {
    case 0:
      return `${year}年${month}月${day}日`;
    case 1:
      return `${year}/${month}/${day}`;
    case 2:
      return `${year}${two(month)}${two(day)}`;
    case 3:
      return happens(random, 0.5) ? `${month}月${day}日` : `${two(month)}-${two(day)}`;
    case 4: {
      const lunar = Solar.fromYmd(year, month, day).getLunar();
      return `${lunar.getYear()}-${two(Math.abs(lunar.getMonth()))}-${two(lunar.getDay())}`;
    }
    case 5:
      return `${year}-${two(month)}-${two(1 + ((day + wholeBetween(random, 1, 9)) % 28))}`;
    default:
      return '';
  }
}

const NUMERALS = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/** The first hand writes it in full; another leaves out what everybody knows, and begins where it likes. */
export function writtenAddress(random: Random, address: Address, again: boolean): string {
  const { province, city, district, road, number, estate, building, unit, room } = address;
  const whole = province === city ? `${city}市` : `${province}省${city}市`;
  if (!again || happens(random, 0.25))
    return `${whole}${district}区${road}${number}号${estate}${building}栋${unit}单元${room}室`;
  const region = pick(random, [whole, `${city}市`, city, `${province === city ? '' : province}${city}`, '', '']);
  const part = happens(random, 0.75) ? pick(random, [`${district}区`, district]) : '';
  const inChinese = building < 10 && happens(random, 0.2) ? (NUMERALS[building] ?? '') : String(building);
  const block = `${inChinese}${pick(random, ['栋', '幢', '号楼', '座'])}`;
  const flat = pick(random, [
    `${block}${unit}单元${room}室`,
    `${block}${unit}单元${room}`,
    `${block}${room}`,
    `${building}-${unit}-${room}`,
    `${building}-${room}`,
    happens(random, 0.3) ? '' : `${block}${room}室`,
  ]);
  switch (wholeBetween(random, 0, 5)) {
    case 0:
      return `${estate}${flat} ${road}${number}号 ${part}${region}`;
    case 1:
      return `${region}${part}${estate}${flat}`;
    case 2:
      return `${region}${part}${road}${number}号${flat}`;
    case 3:
      return fullWidth(`${region}${part}${road}${number}号${estate}${flat}`);
    default:
      return `${region}${part}${road}${number}号${estate}${flat}`;
  }
}
