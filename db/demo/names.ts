// Chinese names put together by lot: they denote nobody.
//
// Surnames are the fifty commonest, weighted roughly as the Ministry of Public Security counts them (王 and 李 above 7 %
// of the population each, 《二〇二〇年全国姓名报告》), so that lists sorted by name look like real lists and namesakes do
// occur. Given names take two characters in five cases of six.

import type { Random } from '#analytics/random.ts';
import { firstAbove, happens, pick, runningTotals } from './chance.ts';

const SURNAMES = Array.from(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁沈任姚',
);
const SURNAME_TOTALS = runningTotals(SURNAMES.map((_, rank) => (rank < 2 ? 7.2 : rank < 5 ? 5.5 : 9 / (rank + 1))));

const FEMALE_FIRST = Array.from('雨梦思欣佳诗静雅婷晓子一若心语晨悦慧美文艺芷可紫明秀月丽海春');
const FEMALE_SECOND = Array.from('涵怡琪妍婷萱彤然瑶宁洁颖雪莹琳倩菲玲芳娜敏燕娟蕾岚薇桐禾妤溪');
const MALE_FIRST = Array.from('子浩宇俊志文明建天嘉博思家国海晓一泽永立');
const MALE_SECOND = Array.from('轩宇杰涛鹏辉强伟阳晨睿航凯斌磊峰林翔然哲');

export function personName(random: Random, gender: 'female' | 'male'): string {
  const [first, second] = gender === 'female' ? [FEMALE_FIRST, FEMALE_SECOND] : [MALE_FIRST, MALE_SECOND];
  const lot = random() * (SURNAME_TOTALS.at(-1) ?? 0);
  const surname = SURNAMES[firstAbove(SURNAME_TOTALS, lot)];
  const middle = happens(random, 5 / 6) ? pick(random, first) : '';
  return `${surname}${middle}${pick(random, second)}`;
}

/** Firms that buy presents for their staff; named so that nobody takes one for a real firm. */
export function companyName(random: Random, city: string, number: number): string {
  const purpose = pick(random, ['员工福利', '工会采购', '节日礼品', '会务礼品']);
  return `示例企业${String(number).padStart(3, '0')}(${city})${purpose}`;
}
