// What the shops sell: 70 products and treatments in eight categories, at the prices of a mid-range domestic brand.
//
// Costs follow the trade: skin care 25–32 % of the list price, make-up about 30 %, devices 45 %, treatments 35 % (mostly
// hours of work). Names say what a thing is and carry no maker's name. Popularity is relative within the whole list;
// the archetypes bend it by category (`TASTES`), the months bend sun care. SKUs are what parameters.ts refers to.

import type { DemoArchetype, DemoCategory, DemoProduct } from './records.ts';

export const CATEGORIES: readonly DemoCategory[] = [
  { code: 'SK', name: '护肤' },
  { code: 'MK', name: '面膜' },
  { code: 'SN', name: '防晒与晒后' },
  { code: 'CL', name: '卸妆洁面' },
  { code: 'MU', name: '彩妆' },
  { code: 'BD', name: '身体与洗护' },
  { code: 'DV', name: '美容仪器与工具' },
  { code: 'SV', name: '护理项目' },
];

/** How much more (or less) each kind of customer reaches for a category; 1 where nothing is said. */
export const TASTES: Record<DemoArchetype, Record<string, number>> = {
  skincare: { SK: 1.8, MK: 1.3, MU: 0.5, SV: 0.5 },
  makeup: { MU: 3.2, CL: 1.3, SK: 0.7, SV: 0.3 },
  treatment: { SV: 4, SK: 1.1, MU: 0.4 },
  stock_up: { MK: 1.8, CL: 1.5, BD: 1.5, SV: 0.2 },
  gift: { SK: 1.2, DV: 2, MU: 1.3, SV: 0.4 },
  group: { MK: 1.5, BD: 1.5, SK: 1.2, SV: 0, DV: 0.5 },
};

/** Sun care by month, January first. */
export const SUN_SEASON: readonly number[] = [0.3, 0.4, 0.9, 1.8, 2.8, 3.2, 3.2, 2.8, 1.2, 0.6, 0.3, 0.3];

type Row = readonly [sku: string, name: string, family: string, yuan: number, costYuan: number, popularity: number];

const GOODS: readonly Row[] = [
  ['SK101', '玻尿酸保湿精华液 30ml', 'serum', 189, 52, 9],
  ['SK102', '烟酰胺亮肤精华液 30ml', 'serum', 219, 60, 7],
  ['SK103', '多肽紧致精华液 30ml', 'serum', 328, 88, 5],
  ['SK104', '积雪草修护精华液 30ml', 'serum', 198, 55, 4],
  ['SK111', '玻尿酸保湿爽肤水 150ml', 'toner', 118, 32, 6],
  ['SK112', '烟酰胺亮肤水 150ml', 'toner', 138, 38, 4],
  ['SK113', '舒缓保湿喷雾 150ml', 'mist', 79, 20, 4],
  ['SK121', '轻盈保湿乳液 100ml', 'lotion', 128, 35, 5],
  ['SK122', '神经酰胺修护面霜 50g', 'cream', 208, 56, 5],
  ['SK123', '多肽紧致面霜 50g', 'cream', 368, 96, 3],
  ['SK131', '多肽紧致眼霜 20g', 'eye_cream', 258, 68, 4],
  ['SK132', '咖啡因淡纹眼部精华 15ml', 'eye_cream', 168, 45, 3],
  ['SK151', '保湿修护护肤礼盒(水乳霜)', 'gift_set', 468, 140, 3],
  ['SK152', '紧致焕活护肤礼盒(五件)', 'gift_set', 898, 265, 1.5],
  ['SK161', '旅行便携护肤四件套', 'travel_set', 99, 32, 3],
  ['MK101', '玻尿酸补水面膜 5片', 'sheet_mask', 59, 15, 6],
  ['MK102', '烟酰胺亮肤面膜 5片', 'sheet_mask', 69, 18, 5],
  ['MK103', '积雪草舒缓修护面膜 5片', 'sheet_mask', 79, 20, 4],
  ['MK104', '熬夜急救睡眠面膜 80g', 'sleep_mask', 98, 26, 4],
  ['MK105', '清洁泥膜 100g', 'clay_mask', 88, 23, 3],
  ['MK106', '补水面膜家庭装 30片', 'sheet_mask', 269, 78, 3],
  ['SN101', '清爽防晒乳 SPF50+ 50ml', 'sunscreen', 109, 28, 5],
  ['SN102', '防晒喷雾 SPF50 150ml', 'sunscreen', 89, 24, 3],
  ['SN103', '儿童温和防晒霜 SPF30 50g', 'sunscreen', 98, 27, 1.5],
  ['SN201', '芦荟晒后修复凝胶 150g', 'after_sun', 69, 17, 0.6],
  ['CL101', '植萃卸妆油 200ml', 'makeup_remover', 118, 30, 5],
  ['CL102', '温和卸妆水 300ml', 'makeup_remover', 79, 20, 4],
  ['CL111', '氨基酸洁面乳 120g', 'cleanser', 79, 20, 6],
  ['CL112', '绵密洁面慕斯 150ml', 'cleanser', 89, 23, 4],
  ['CL113', '控油净痘洁面啫喱 120g', 'cleanser', 75, 19, 3],
  ['CL121', '眼唇卸妆液 100ml', 'eye_remover', 59, 15, 2],
  ['CL131', '一次性洁面巾 3包', 'wipes', 29, 10, 6],
  ['CL132', '加厚化妆棉 200片', 'cotton', 19, 6, 5],
  ['MU101', '轻透持妆粉底液 30ml', 'foundation', 178, 52, 4],
  ['MU102', '水光气垫粉底', 'foundation', 198, 60, 3],
  ['MU103', '控油定妆散粉 8g', 'powder', 128, 38, 3],
  ['MU104', '妆前隔离乳 30ml', 'primer', 118, 34, 3],
  ['MU111', '三色遮瑕盘', 'concealer', 89, 26, 2],
  ['MU121', '九色大地眼影盘', 'eyeshadow', 149, 45, 3],
  ['MU122', '防水眼线液笔', 'eyeliner', 69, 20, 3],
  ['MU123', '纤长睫毛膏', 'mascara', 89, 26, 2],
  ['MU124', '双头眉笔', 'brow', 49, 13, 4],
  ['MU131', '丝绒哑光口红', 'lipstick', 129, 38, 5],
  ['MU132', '水光唇釉', 'lipstick', 99, 29, 4],
  ['MU141', '滋润护唇膏', 'lip_care', 39, 10, 3],
  ['MU151', '柔雾腮红', 'blush', 79, 23, 2],
  ['MU152', '高光修容盘', 'contour', 119, 35, 1.5],
  ['BD101', '氨基酸滋养洗发水 500ml', 'shampoo', 89, 24, 4],
  ['BD102', '滋养护发素 500ml', 'conditioner', 79, 21, 2],
  ['BD103', '修护发膜 250g', 'hair_mask', 98, 26, 2],
  ['BD104', '护发精油 60ml', 'hair_oil', 119, 33, 2],
  ['BD111', '香氛沐浴露 500ml', 'body_wash', 69, 18, 4],
  ['BD112', '保湿身体乳 400ml', 'body_lotion', 89, 24, 3],
  ['BD113', '滋润护手霜 50g', 'hand_cream', 39, 10, 4],
  ['BD121', '木质调淡香水 50ml', 'fragrance', 298, 85, 1.5],
  ['TL101', '干湿两用美妆蛋 2只', 'sponge', 39, 10, 2],
  ['TL102', '化妆刷套装 8支', 'brush_set', 159, 52, 1.2],
  ['TL111', '声波洁面仪替换刷头 2支', 'device_head', 69, 18, 0.4],
];

const DEVICES: readonly Row[] = [
  ['DV101', '射频紧致美容仪', 'rf_device', 1680, 760, 2],
  ['DV102', '声波洁面仪', 'cleansing_device', 399, 175, 1.5],
  ['DV103', '热敷蒸脸仪', 'steamer', 268, 118, 0.8],
  ['DV104', '负离子护发吹风机', 'hair_dryer', 599, 275, 0.7],
];

const TREATMENTS: readonly Row[] = [
  ['SV101', '深层清洁护理 60分钟', 'treatment_cleansing', 198, 70, 4],
  ['SV102', '补水焕肤护理 75分钟', 'treatment_hydration', 298, 105, 3],
  ['SV103', '紧致抗衰护理 90分钟', 'treatment_lifting', 528, 185, 2],
  ['SV104', '眼部护理 30分钟', 'treatment_eye', 128, 45, 2],
  ['SV105', '肩颈舒缓护理 45分钟', 'treatment_body', 168, 60, 2],
  ['SV106', '皮肤检测与护肤方案', 'skin_test', 39, 15, 2.5],
  ['SV107', '深层清洁护理 10次卡', 'treatment_card', 1580, 560, 2.5],
  ['SV108', '新娘妆前护理套餐', 'treatment_bridal', 888, 310, 0.5],
];

export const PRODUCTS: readonly DemoProduct[] = [
  ...GOODS.map((row) => product(row)),
  ...DEVICES.map((row) => ({ ...product(row), durable: true, warrantyMonths: 12 })),
  ...TREATMENTS.map((row) => ({ ...product(row), service: true })),
];

function product([sku, name, family, yuan, costYuan, popularity]: Row): DemoProduct {
  const categoryCode = sku.startsWith('TL') ? 'DV' : sku.slice(0, 2);
  return {
    sku,
    name,
    categoryCode,
    family,
    priceCents: yuan * 100,
    costCents: costYuan * 100,
    service: false,
    popularity,
  };
}
