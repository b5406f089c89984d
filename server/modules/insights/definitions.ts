import { CUSTOMER_DEFINITIONS } from '#modules/customers/index.ts';
import { BEHAVIOUR_DEFINITIONS } from '#modules/interactions/index.ts';
import { CARE_DEFINITIONS } from '#modules/care/index.ts';
import { OUTLOOK_DEFINITIONS } from '#modules/scoring/index.ts';
import { SEGMENT_DEFINITIONS } from '#modules/segments/index.ts';

/**
 * What each number means, in one sentence per language. `docs/metrics.md` says the same at length, and a test holds the
 * two together; answers name these keys beside their numbers.
 */
export type Definition = { key: string; zh: string; en: string };

export const DEFINITIONS: readonly Definition[] = [
  {
    key: 'orders.counted',
    zh: '计入的订单：未取消、买入金额大于 0、下单时间不晚于统计时刻。',
    en: 'An order that counts: not cancelled, worth more than nothing, placed no later than the moment looked at.',
  },
  {
    key: 'orders.gross_revenue',
    zh: '消费总额：买入的商品按单价×数量合计，未减折扣与退货。',
    en: 'Gross revenue: goods bought at price × quantity, before discounts and returns.',
  },
  {
    key: 'orders.net_revenue',
    zh: '净消费：消费总额减折扣减退货；退货计入退货发生的日期。',
    en: 'Net revenue: gross less discounts less returns; a return counts on the day it is made.',
  },
  {
    key: 'orders.returned',
    zh: '退货金额：期间内退回商品的金额。',
    en: 'Returned: the worth of goods given back in the period.',
  },
  {
    key: 'insights.return_rate',
    zh: '退货率：期间退货金额 ÷ 期间消费总额。',
    en: 'Return rate: returned ÷ gross revenue of the same period.',
  },
  {
    key: 'insights.customers',
    zh: '客户数：截至今天在册的全部客户，含尚未下单者。',
    en: 'Customers: everybody on record today, those without an order included.',
  },
  {
    key: 'insights.active_customers',
    zh: '活跃客户：期间内至少有一笔计入的订单。',
    en: 'Active customers: at least one order that counts in the period.',
  },
  {
    key: 'insights.new_customers',
    zh: '新客户：首笔计入的订单落在期间内。',
    en: 'New customers: their first order that counts lies in the period.',
  },
  {
    key: 'insights.orders',
    zh: '订单数：期间内计入的订单笔数。',
    en: 'Orders: orders that count, placed in the period.',
  },
  {
    key: 'insights.average_order_value',
    zh: '客单价：消费总额 ÷ 订单数。',
    en: 'Average order value: gross revenue ÷ orders.',
  },
  {
    key: 'insights.repeat_rate',
    zh: '复购率：期间内下单 ≥2 笔的客户 ÷ 下单 ≥1 笔的客户。',
    en: 'Repeat rate: customers with two or more orders in the period ÷ customers with one or more.',
  },
  {
    key: 'insights.repeat_purchase_rate',
    zh: '复购率（累计）：累计下单 ≥2 笔的客户 ÷ 累计下单 ≥1 笔的客户。',
    en: 'Repeat-purchase rate: of everybody who ever bought, the share with two or more orders so far.',
  },
  {
    key: 'insights.cohort_retention',
    zh: '同期客户留存：首购在同一个月的客户中，第 n 个月有下单者的人数与占比；未到的月份留空。',
    en: 'Cohort retention: of the customers whose first order lies in one month, those who order n months later; months to come are blank.',
  },
  {
    key: 'insights.period_retention',
    zh: '逐月留存：当月活跃的客户中，次月仍活跃的占比；次月未结束则留空。',
    en: 'Retention from month to month: of those active in a month, the share active in the next; blank until that month is over.',
  },
  {
    key: 'scoring.recency_days',
    zh: '最近消费 R：今天距最近一笔计入订单的整天数（组织时区的日历日）。',
    en: 'Recency R: whole calendar days, in the time zone of the organisation, since the last order that counts.',
  },
  {
    key: 'scoring.frequency',
    zh: '消费频次 F：计入的订单笔数。',
    en: 'Frequency F: number of orders that count.',
  },
  {
    key: 'scoring.monetary',
    zh: '消费金额 M：计入订单的消费总额；可在设置中改为净额。',
    en: 'Monetary M: gross revenue of the customer; net by choice in the settings.',
  },
  {
    key: 'scoring.rfm_score',
    zh: 'RFM 分：按五等分、名次或固定阈值各给 1–5 分，5 最好；R 越近分越高。',
    en: 'RFM scores: 1 to 5 each, by quintiles, by rank or by fixed edges; 5 is best, and recent is good.',
  },
  {
    key: 'scoring.rfm_segment',
    zh: 'RFM 分群：由 R、F 两个分数查 25 格对照表得到。',
    en: 'RFM segment: looked up by R and F in a table of 25 cells.',
  },
  {
    key: 'scoring.rfm_class8',
    zh: '八类客户：R、F、M 各自高或低的组合；R 高指最近买过。',
    en: 'Eight classes: whether R, F and M are each high or low; R high means recent.',
  },
  {
    key: 'scoring.class4',
    zh: '四类客户：核心、潜力、普通、沉睡，按价值分（F+M）与活跃度的规则依次判定。',
    en: 'Four classes: core, potential, ordinary, dormant, by rules on value (F + M) and activity, the first that holds.',
  },
  {
    key: 'scoring.stage',
    zh: '生命周期阶段：依次检查规则，第一条成立者为准；进入与离开之间有缓冲。',
    en: 'Lifecycle stage: the first rule that holds; a margin keeps customers from going in and out.',
  },
  {
    key: 'scoring.usual_gap',
    zh: '通常间隔：自己的平均购买间隔，次数少时向全体靠拢。',
    en: 'Usual gap: the own mean gap between purchase days, drawn towards everybody’s while there are few.',
  },
  {
    key: 'scoring.silence_ratio',
    zh: '未购买倍数：距上次购买的天数 ÷ 通常间隔。',
    en: 'Silence ratio: days since the last purchase ÷ usual gap.',
  },
  ...BEHAVIOUR_DEFINITIONS,
  {
    key: 'customers.duplicate_score',
    zh: '重复可能性：按现有客户资料估计，两份档案属于同一位客户的概率；姓名、电话等越罕见的一致，分量越重。',
    en: 'Likelihood of a duplicate: the probability that two records are one customer, estimated from the customers there are; the rarer what they share, the more it counts.',
  },
  {
    key: 'customers.alike',
    zh: '疑似重复：文件中的新客户里，与文件中另一条记录或已有客户相近、但联系方式不完全相同的数量。',
    en: 'Look like another: new customers of a file who resemble another of its records or a customer there is, without sharing an exact key.',
  },
  ...CUSTOMER_DEFINITIONS,
  ...OUTLOOK_DEFINITIONS,
  ...SEGMENT_DEFINITIONS,
  ...CARE_DEFINITIONS,
];
