// Nine shops in six cities of the Yangtze delta and one flagship shop on Tmall. Ten is the size at which comparing
// shops is worth a page and a person can still remember them. The weights make one shop clearly the largest and one
// barely alive, as in a real chain; they sum to 1. The brand is made up, and so is every shop.

import type { DemoStore } from './records.ts';

export const BRAND_NAME = '留颜集';

export const FLAGSHIP_CODE = 'TM01';

const SHOPS: readonly (readonly [code: string, name: string, city: string, weight: number])[] = [
  ['SH01', '上海静安店', '上海', 0.2],
  ['SH02', '上海徐汇店', '上海', 0.16],
  ['SH03', '上海浦东店', '上海', 0.13],
  ['HZ01', '杭州湖滨店', '杭州', 0.14],
  ['HZ02', '杭州滨江店', '杭州', 0.07],
  ['SZ01', '苏州园区店', '苏州', 0.1],
  ['NJ01', '南京新街口店', '南京', 0.11],
  ['NB01', '宁波鄞州店', '宁波', 0.06],
  ['WX01', '无锡滨湖店', '无锡', 0.03],
];

export const STORES: readonly DemoStore[] = [
  ...SHOPS.map(([code, name, city]) => ({ code, name: `${BRAND_NAME}·${name}`, city, physical: true })),
  { code: FLAGSHIP_CODE, name: `${BRAND_NAME}天猫旗舰店`, city: '线上', physical: false },
];

export const HOME_STORES: readonly DemoStore[] = STORES.filter((store) => store.physical);

export const HOME_STORE_WEIGHTS: readonly number[] = SHOPS.map(([, , , weight]) => weight);
