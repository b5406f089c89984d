/** What the numbers of value, churn, health, portfolio and affinity mean; `docs/metrics.md` says it at length. */
export const OUTLOOK_DEFINITIONS: readonly { key: string; zh: string; en: string }[] = [
  {
    key: 'scoring.current_value',
    zh: '当前价值：最近 365 天（含今天）的净消费，即消费总额减折扣减退货。',
    en: 'Current value: net revenue of the last 365 days, today included: gross less discounts less returns.',
  },
  {
    key: 'scoring.expected_orders',
    zh: '预计购买次数：未来 12 个月预计的购买天数；同一天多单算一次。',
    en: 'Expected purchases: days with a purchase expected in the next 12 months; several orders of a day are one.',
  },
  {
    key: 'scoring.expected_net',
    zh: '潜在价值：未来 12 个月预计的净消费，即预计购买次数×每次购买的预计金额，附 90% 区间。',
    en: 'Potential value: net revenue expected in the next 12 months: expected purchases × expected amount of a purchase day, with a 90 % interval.',
  },
  {
    key: 'scoring.prob_alive',
    zh: '仍为客户的概率：按购买模型，该客户尚未永久离开的概率；取自能排序的模型，从不取自 BG/NBD。',
    en: 'P(alive): the chance, by the purchase model, that the customer has not left for good; from a model that ranks, never BG/NBD’s.',
  },
  {
    key: 'scoring.value_decile',
    zh: '价值十分位：按潜在价值把购买过的客户分成十等份，10 为最高；分界随模型每月更新。',
    en: 'Value decile: buyers in tenths by potential value, 10 the best; the edges are renewed with the model each month.',
  },
  {
    key: 'scoring.concentration',
    zh: '集中度：洛伦兹曲线从最高者起累计，基尼系数 0 为人人相同、1 为一人独占。',
    en: 'Concentration: the Lorenz curve adds up from the richest; Gini 0 is all alike, 1 is one customer having all.',
  },
  {
    key: 'scoring.potential',
    zh: '当前对潜在：购买过的客户按当前价值与潜在价值各分三等份，交叉成九格。',
    en: 'Current against potential: buyers in thirds by current and by potential value, crossed.',
  },
  {
    key: 'scoring.margin',
    zh: '毛利率：净消费减去商品成本后的占比，只计有成本价的商品；没有成本价时不显示。',
    en: 'Margin: share of net revenue left after the cost of goods, of products whose cost is known; not shown without costs.',
  },
  {
    key: 'scoring.forecast_bias',
    zh: '预测偏差：在留出的最近几个月上，预测购买次数 ÷ 实际购买次数；1 为准确。',
    en: 'Forecast bias: on the last months, held out of the fit, purchases predicted ÷ actual; 1 is right.',
  },
  {
    key: 'scoring.risk',
    zh: '流失风险：0–100 分，即在流失定义的天数内不再购买的可能性（%）；生效规则可提高到所设等级。',
    en: 'Risk: 0 to 100, the chance in per cent of no purchase within the days after which one counts as gone; a rule may raise it to the band it is set to.',
  },
  {
    key: 'scoring.renewal',
    zh: '续期可能：套餐到期后续期的概率，由移位贝塔几何模型按此前连续续期次数给出；流失按合同定义时，风险分即不续期的概率，续期模型胜出时由它给出。',
    en: 'Renewal: the chance that a plan is renewed at its end, by the shifted beta-geometric model from the renewals in a row behind; where churn goes by contracts, risk is the chance that it is not, by the model of renewals where that did better.',
  },
  {
    key: 'scoring.lapse_back_test',
    zh: '合同回测：在过去每个月末，只用当时已知的到期日与数据，对临近到期的套餐给出不续期的可能，再与之后是否续期对照。',
    en: 'Back-test of contracts: at each past month end, by the ends and data known then, the chance that plans about to end are not renewed, held against what followed.',
  },
  {
    key: 'scoring.renewal_worth',
    zh: '续期价值：进行中的套餐预计还会续期的次数（按每年 10% 折现）× 每期平均净消费。',
    en: 'Worth of renewals: renewals still to be expected of the terms that run, discounted by 10 % a year, times the mean net spend of a term.',
  },
  {
    key: 'scoring.risk_band',
    zh: '风险等级：按分数分低、中、高，离开等级需跌破分界再少几分；已流失指未购买天数已达到流失定义。',
    en: 'Band of risk: low, medium, high by points, left only a few points below the edge; gone is whoever’s silence has reached the definition.',
  },
  {
    key: 'scoring.risk_reason',
    zh: '风险原因：生效的预警规则在先，其余按模型中该客户数据抬高流失几率的倍数排序。',
    en: 'Reasons of a risk: warning rules that hold first, then by how much the customer’s figures raise the odds in the model.',
  },
  {
    key: 'scoring.churn_back_test',
    zh: '回测：在过去每个月末，只用当时已知的数据训练，再与之后的实际对照；只计当时尚未流失者。',
    en: 'Back-test: at each past month end trained on what was known then and held against what followed; of those not gone by then.',
  },
  {
    key: 'scoring.hit_rate',
    zh: '命中率：被预警者中后来流失的占比，与未被预警者中流失的占比对照。',
    en: 'Hit rate: of those warned, the share who left; beside it, of those not warned, the share who left.',
  },
  {
    key: 'scoring.published_hit_rate',
    zh: '实际预警命中率：各月最后一次评分时实际给出的等级与之后的结果；结果未知的月份留空。',
    en: 'Published hit rate: the bands really given at the last judgement of each month against what followed; blank until it is known.',
  },
  {
    key: 'scoring.lead_days',
    zh: '提前天数：从进入高风险到计为流失的天数（中位数与四分位），只计直接由高风险转为流失者。',
    en: 'Lead time: days from entering the band high to counting as gone (median and quartiles), of those who went straight from one to the other.',
  },
  {
    key: 'scoring.list_lift',
    zh: '名单提升：每月末风险最高的一批客户中流失者占比 ÷ 随机抽取同样人数的占比。',
    en: 'Lift of the list: share of leavers among the riskiest of a month end ÷ the share among as many at random.',
  },
  {
    key: 'scoring.calibration',
    zh: '校准：按预测概率分十组，比较预测与实际流失占比；误差为按人数加权的平均差。',
    en: 'Calibration: ten groups by predicted chance, predicted against actual share of leavers; the error is their mean difference weighted by size.',
  },
  {
    key: 'scoring.health',
    zh: '健康度：0–100 分，按时复购、消费趋势、复购、少退货四项按权重合成；权重可改。',
    en: 'Health index: 0 to 100, the weighted mean of rhythm, spending trend, coming back and keeping what was bought; weights can be changed.',
  },
  {
    key: 'scoring.health_check',
    zh: '健康度检验：在流失回测上，健康度低能否指出之后流失者（AUC；0.5 为无用）。',
    en: 'Check of the health index: on the churn back-test, how well low health told who would leave (AUC; 0.5 is useless).',
  },
  {
    key: 'scoring.flow',
    zh: '阶段流转：各月末处于各阶段的客户数，及当月发生的每一次移动。',
    en: 'Flow: customers per stage at each month end, and every move within the month.',
  },
  {
    key: 'scoring.portfolio',
    zh: '客户组合：各类客户的人数、当前价值与潜在价值占比。',
    en: 'Portfolio: share of customers, current value and potential value by class.',
  },
  {
    key: 'scoring.migration',
    zh: '迁移：两个日期之间从哪一类到哪一类的客户数，含未动者。',
    en: 'Migration: customers by where they stood on the one day and on the other, those who stayed included.',
  },
  {
    key: 'scoring.support',
    zh: '支持度：同时含两种商品的订单占全部订单的比例；最近 365 天。',
    en: 'Support: share of all baskets, orders of the last 365 days, that hold both products.',
  },
  {
    key: 'scoring.confidence',
    zh: '置信度：含前一商品的订单中也含后一商品的比例。',
    en: 'Confidence: of the baskets with the one product, the share that holds the other.',
  },
  {
    key: 'scoring.lift',
    zh: '提升度：两种商品同时出现的次数 ÷ 互不相关时的预期次数。',
    en: 'Lift: baskets with both ÷ the number expected were they unconnected.',
  },
  {
    key: 'scoring.shrunken_lift',
    zh: '可信提升度：出现少时向平均水平收缩的提升度，附 90% 区间；按区间下限排序。',
    en: 'Shrunken lift: the lift one can count on, pulled towards the average while seen rarely, with a 90 % interval; sorted by its lower end.',
  },
  {
    key: 'scoring.q_value',
    zh: 'q 值：列出的组合中，像它这样可靠或更可靠的里面，假阳性的预期占比；只列 ≤5% 的。',
    en: 'q-value: expected share of false findings among all at least as sure; only those up to 5 % are listed.',
  },
  {
    key: 'scoring.next_product',
    zh: '下一件商品：首次购买某商品后 90 天内首次购买另一商品的客户占比，与其他商品之后的平均相比。',
    en: 'Next product: of first purchases of a product, the share followed within 90 days by the first purchase of another, against the average after any product.',
  },
  {
    key: 'scoring.bundle',
    zh: '套装候选：三到四种商品，其中任意两种都显著地一起出现。',
    en: 'Bundle: three or four products of which every two go together beyond chance.',
  },
];
