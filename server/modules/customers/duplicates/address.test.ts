import { expect, it } from 'vitest';
import { addressLevel, parseAddress } from './address.ts';

const whole = '浙江省杭州市西湖区文山路207号翠竹小区3栋1单元1201室';
const levelOf = (one: string, other: string) => addressLevel(parseAddress(one, '', ''), parseAddress(other, '', ''));

it.each([
  '西湖区文山路207号翠竹小区3幢1单元1201室',
  '杭州西湖文山路207号翠竹小区三栋1201',
  '翠竹小区3-1-1201 文山路207号 西湖区杭州市',
  '翠竹小区3号楼1201室',
  '浙江杭州西湖区文山路２０７号3-1-1201',
])('is the same house, written by another hand: %s', (other) => {
  expect(levelOf(whole, other)).toBeLessThanOrEqual(1);
});

it.each([
  ['the next flat', '浙江省杭州市西湖区文山路207号翠竹小区3栋1单元1202室', 2],
  ['only the street', '杭州西湖文山路', 2],
  ['another block of the estate', '浙江省杭州市西湖区文山路207号翠竹小区5栋2单元602室', 3],
  ['another estate of the district', '浙江省杭州市西湖区学院路12号金色家园8栋2单元602室', 3],
])('is not quite the same: %s', (_, other, level) => {
  expect(levelOf(whole, other)).toBe(level);
});

it('is the same without what other columns say, and with numerals', () => {
  expect(parseAddress('上海市浦东新区江一路十二号楼', '', '上海').text).toBe(
    parseAddress('浦东新区江一路12栋', '', '上海').text,
  );
});
