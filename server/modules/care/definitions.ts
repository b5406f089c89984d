/** Which sentence of docs/metrics.md defines each number of an answer, and those sentences for `insights`. */
export const DAY_DEFINITIONS = {
  weight: 'care.day_order',
  atStakeCents: 'care.at_stake',
  expectedNetCents: 'scoring.expected_net',
  risk: 'scoring.risk',
};

export const FOLLOW_DEFINITIONS = {
  handledInTimeRate: 'care.handled_in_time',
  returnedRate: 'care.returned',
  returnedNetCents: 'care.money_kept',
  atStakeCents: 'care.at_stake',
};

export const POLICY_DEFINITIONS = {
  careBudgetCents: 'care.care_budget',
  hoursPerMonth: 'care.care_hours',
  expectedNetCents: 'scoring.expected_net',
};

export const WEEK_DEFINITIONS = {
  returned: 'care.week_returned',
  moves: 'care.week_moves',
  recallRate: 'care.recall_rate',
};

export const PLAN_DEFINITIONS = { recallRate: 'care.recall_rate' };

export const CARE_DEFINITIONS = [
  {
    key: 'care.day_order',
    zh: '工作台排序：预期 12 个月净消费 × 流失风险 × 紧迫程度 × 优先级，从高到低。',
    en: 'Order of my day: expected net spend of 12 months × risk to leave × how urgent × priority, highest first.',
  },
  {
    key: 'care.at_stake',
    zh: '牵涉价值：名单上客户未来 12 个月预期净消费之和，每位客户只计一次；不是承诺能挽回的金额。',
    en: 'At stake: expected net spend of the next 12 months of the customers listed, each counted once; no promise of what can be kept.',
  },
  {
    key: 'care.handled_in_time',
    zh: '按时处理率：期限内处理完的预警 ÷（已处理 + 逾期失效）的预警。',
    en: 'Handled in time: alerts handled before their deadline ÷ alerts handled or lapsed.',
  },
  {
    key: 'care.returned',
    zh: '回来率：处理后规定天数内再次下单的预警 ÷ 处理已满该天数的预警。',
    en: 'Came back: of the alerts handled at least that many days ago, the share followed by an order within the days of the settings.',
  },
  {
    key: 'care.money_kept',
    zh: '处理后消费：已处理且回来的客户，在规定天数内的净消费；没有对照组，不等于因处理而多出的金额。',
    en: 'Spend afterwards: net spend within those days of customers who came back after handling; without a control group it is not what handling gained.',
  },
  {
    key: 'care.care_budget',
    zh: '建议年度关怀预算：该分类预期 12 个月净消费 × 政策设定的关怀比例。',
    en: 'Suggested care budget of a year: expected net spend of the class in 12 months × the share its policy allows.',
  },
  {
    key: 'care.care_hours',
    zh: '每月关怀工时：有负责人的客户数 × 30 ÷ 联系间隔天数 × 每次分钟数 ÷ 60。',
    en: 'Hours of care a month: customers with an owner × 30 ÷ days between contacts × minutes each ÷ 60.',
  },
  {
    key: 'care.advice_value',
    zh: '建议的预期价值：预期 12 个月净消费 × 假设的提升比例；比例是可改的假设，不是测得的效果。',
    en: 'Expected value of an advice: expected net spend of 12 months × the assumed uplift; the uplift is an assumption to be changed, not a measured effect.',
  },
  {
    key: 'care.recall_rate',
    zh: '召回率：加入挽回计划后、截止日前再次下单的客户 ÷ 计划内客户。',
    en: 'Recall rate: customers who ordered after they joined a win-back plan and before its end ÷ customers of the plan.',
  },
  {
    key: 'care.week_returned',
    zh: '本周回来：预警处理后、规定天数内，在这七天下单的客户及这些订单的净额；没有对照组，不等于因处理而多出的金额。',
    en: 'Came back this week: customers with an order in these seven days, within the days of the settings after an alert was handled, and the net worth of those orders; without a control group it is not what handling gained.',
  },
  {
    key: 'care.week_moves',
    zh: '本周变动：七天里首尾相比换了分类或流失状态的客户；期间来回变动、首尾相同的不计。',
    en: 'Moved this week: customers whose class, or being counted as gone, differs between the beginning and the end of the seven days.',
  },
] as const;
