/**
 * Customers of a Chinese shop, each once: families under one roof with one telephone, brothers and sisters whose names have
 * a character in common, namesakes in one city, a shop assistant's telephone on thirty customers. Different people all
 * of them. Names are put together by lot and denote nobody.
 */
import type { Random } from '#analytics/random.ts';
import { happens, pick, wholeBetween } from '#db/demo/chance.ts';

export type ChinesePerson = {
  surname: string;
  given: string;
  male: boolean;
  /** Year, month, day. */
  birthday: [number, number, number];
  phone: string;
  email: string;
  address: Address;
};

export type Address = {
  province: string;
  city: string;
  district: string;
  road: string;
  number: number;
  estate: string;
  building: number;
  unit: number;
  room: string;
};

/** Roughly as often as they occur; then rarer ones, those read in two ways and those of two characters. */
const SURNAMES = Array.from(
  '王王王王李李李李张张张张刘刘刘陈陈陈杨杨赵黄周周吴吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文',
);
const RARE_SURNAMES = Array.from('单解仇查盖区覃翟缪樊冼宓芮储靳').concat(
  '欧阳 司徒 上官 诸葛 皇甫 慕容 东方'.split(' '),
);
const POPULAR =
  '伟 芳 娜 敏 静 秀英 丽 强 磊 军 洋 勇 艳 杰 涛 明 超 秀兰 霞 平 刚 桂英 浩然 子涵 欣怡 梓轩 雨桐 志强 建华 婷婷'.split(
    ' ',
  );
const FIRST = Array.from(
  '嘉宇俊思雨梓子心诗文晓小建国志永玉桂春秋海云雪月佳美若梦可一亦沐书景承启明光德世振荣金银凤兰',
);
const SECOND = Array.from('轩涵怡琪豪杰然晨阳辰宁安琳瑶萱彤菲薇颖蕾燕红梅兰英珍华强军平林森鑫鹏飞龙凯瑞祥生福贵全成峰');

const PROVINCES: readonly (readonly [string, string, readonly string[]])[] = [
  ['浙江', '杭州', ['西湖', '滨江', '余杭', '上城']],
  ['浙江', '宁波', ['鄞州', '海曙', '江北']],
  ['江苏', '南京', ['玄武', '鼓楼', '江宁']],
  ['江苏', '苏州', ['吴中', '姑苏', '虎丘']],
  ['广东', '深圳', ['南山', '福田', '宝安']],
  ['广东', '广州', ['天河', '越秀', '番禺']],
  ['四川', '成都', ['武侯', '锦江', '青羊']],
  ['湖北', '武汉', ['武昌', '江汉', '洪山']],
  ['上海', '上海', ['浦东新', '徐汇', '静安']],
  ['北京', '北京', ['朝阳', '海淀', '丰台']],
];
const ROADS =
  '中山 人民 解放 建设 和平 文化 新华 长江 黄河 科技 学院 滨河 望江 凤起 延安 环城 迎宾 平安 青年 团结 友谊 工农 东风 花园 石桥 金桥 彩虹 枫林 荷塘 竹园'.split(
    ' ',
  );
const ROAD_KINDS = ['路', '路', '路', '街', '大道', '东路', '西路', '南路', '北街'];
const ESTATES =
  '翠竹 锦绣 阳光 金色 绿城 御景 万科 碧桂 保利 龙湖 星河 滨江 丽景 明珠 世纪 紫荆 香樟 银杏 水岸 春晓'.split(' ');
const ESTATE_KINDS = ['小区', '花园', '家园', '苑', '公寓', '名都', '华府', '新村'];

export function chinesePeople(random: Random, count: number): ChinesePerson[] {
  const people: ChinesePerson[] = [];
  let assistant = { phone: mobile(random), left: 0 };
  while (people.length < count) {
    const one = stranger(random);
    people.push(one);
    if (happens(random, 0.12)) people.push(...family(random, one));
    if (happens(random, 0.03)) people.push(...namesakes(random));
    if (happens(random, 0.002)) assistant = { phone: mobile(random), left: 30 };
    if (assistant.left > 0 && happens(random, 0.4)) {
      one.phone = assistant.phone;
      assistant.left -= 1;
    }
  }
  return people.slice(0, count);
}

/** Two who are both called 张伟 and live in one city. */
function namesakes(random: Random): ChinesePerson[] {
  const [one, other] = [stranger(random), stranger(random)];
  const named = { surname: pick(random, SURNAMES.slice(0, 24)), given: pick(random, POPULAR), male: one.male };
  const { province, city, district } = one.address;
  return [
    { ...one, ...named },
    { ...other, ...named, address: { ...other.address, province, city, district } },
  ];
}

const HEADS =
  '130 131 132 133 135 136 137 138 139 147 150 151 152 157 158 159 166 177 178 180 182 185 186 187 188 189 198 199'.split(
    ' ',
  );

export const mobile = (random: Random): string =>
  pick(random, HEADS) + String(wholeBetween(random, 0, 99_999_999)).padStart(8, '0');

function stranger(random: Random): ChinesePerson {
  const surname = happens(random, 0.05) ? pick(random, RARE_SURNAMES) : pick(random, SURNAMES);
  const phone = mobile(random);
  return {
    surname,
    given: givenName(random),
    male: happens(random, 0.4),
    birthday: [wholeBetween(random, 1948, 2008), wholeBetween(random, 1, 12), wholeBetween(random, 1, 28)],
    phone,
    email: happens(random, 0.3) ? `${phone}@example.com` : `u${wholeBetween(random, 10_000, 9_999_999)}@example.com`,
    address: addressOf(random),
  };
}

function givenName(random: Random): string {
  if (happens(random, 0.12)) return pick(random, POPULAR);
  return (happens(random, 0.8) ? pick(random, FIRST) : '') + pick(random, SECOND);
}

function addressOf(random: Random): Address {
  const [province, city, districts] = pick(random, PROVINCES);
  return {
    province,
    city,
    district: pick(random, districts),
    road: pick(random, ROADS) + pick(random, ROAD_KINDS),
    number: wholeBetween(random, 1, 600),
    estate: pick(random, ESTATES) + pick(random, ESTATE_KINDS),
    building: wholeBetween(random, 1, 28),
    unit: wholeBetween(random, 1, 4),
    room: `${wholeBetween(random, 1, 33)}0${wholeBetween(random, 1, 6)}`,
  };
}

/** A wife or husband, and children of one generation: they share a character of their names as often as not. */
function family(random: Random, one: ChinesePerson): ChinesePerson[] {
  const home = () => ({ address: one.address, phone: happens(random, 0.5) ? one.phone : mobile(random) });
  const spouse = { ...stranger(random), ...home(), male: !one.male };
  const first = givenName(random);
  const children = Array.from({ length: wholeBetween(random, 0, 2) }, (_, n) => {
    const own = n > 0 && first.length === 2 && happens(random, 0.5) ? first.charAt(0) + pick(random, SECOND) : first;
    const born: [number, number, number] = [2_009 + n * 3, wholeBetween(random, 1, 12), wholeBetween(random, 1, 28)];
    const given = n === 0 ? first : own === first ? givenName(random) : own;
    return { ...stranger(random), ...home(), surname: one.surname, given, birthday: born };
  });
  const named = new Set([one.given]);
  return [spouse, ...children].filter(({ given }) => !named.has(given) && named.add(given));
}
