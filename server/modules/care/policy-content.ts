/**
 * How each class is looked after until somebody says otherwise, for the codes of all four tier vocabularies. The figures
 * are starting points for a shop with a handful of account managers; every one of them is a setting.
 */
import type { Policy } from './policy-contract.ts';

const CORE: Policy = {
  ownerRule: 'own_manager',
  ownerChange: 'unowned',
  ownerDaily: false,
  contactEveryDays: 30,
  contactKind: 'call',
  contactMinutes: 15,
  answerWithinHours: 2,
  careShare: 0.04,
  needs: {
    zh: ['看重品质与专业建议，对价格不敏感', '希望被记住、有专人对接', '想先一步知道新品与活动'],
    en: [
      'Quality and expert advice before price',
      'Wants to be remembered, by one person to turn to',
      'Likes to hear of new things first',
    ],
  },
  benefits: {
    zh: ['专属客户经理与专线', '新品预览与优先预留', '生日当月到店礼', '每年一次一对一规划'],
    en: [
      'An account manager and a direct line',
      'Preview and first choice of new things',
      'A present in the month of the birthday',
      'One personal planning session a year',
    ],
  },
  playbooks: ['core_partnership', 'vip_event'],
};

const POTENTIAL: Policy = {
  ownerRule: 'own_manager',
  ownerChange: 'unowned',
  ownerDaily: false,
  contactEveryDays: 45,
  contactKind: 'wechat',
  contactMinutes: 8,
  answerWithinHours: 4,
  careShare: 0.03,
  needs: {
    zh: ['看重性价比与口碑', '愿意为说得清的好处多买一点', '还在比较，需要被引导到下一件'],
    en: [
      'Value for money and what others say',
      'Buys more when the benefit is clear',
      'Still comparing; needs to be led to the next thing',
    ],
  },
  benefits: {
    zh: ['满额升级礼包', '搭配购买建议', '试用装'],
    en: ['An upgrade gift above an amount', 'Advice on what goes together', 'Samples'],
  },
  playbooks: ['growth_ladder', 'basket_pair'],
};

const ORDINARY: Policy = {
  ownerRule: 'store_team',
  ownerChange: 'unowned',
  ownerDaily: false,
  contactEveryDays: 90,
  contactKind: 'wechat',
  contactMinutes: 5,
  answerWithinHours: 24,
  careShare: 0.015,
  needs: {
    zh: ['看重价格与方便，容易被竞品吸引', '按场景购买，需要一个来的理由'],
    en: ['Price and convenience; easily drawn elsewhere', 'Buys by occasion and needs a reason to come'],
  },
  benefits: {
    zh: ['跨品类满减券', '好友拼单'],
    en: ['A voucher across categories', 'Buying together with a friend'],
  },
  playbooks: ['scene_promotion', 'second_order_path'],
};

const DORMANT: Policy = {
  ownerRule: 'lead',
  ownerChange: 'unowned',
  ownerDaily: false,
  contactEveryDays: null,
  contactKind: 'sms',
  contactMinutes: 3,
  answerWithinHours: 24,
  careShare: 0.01,
  needs: {
    zh: ['需要一个重新开始的理由', '不愿被频繁打扰'],
    en: ['Needs a reason to begin again', 'Does not want to be disturbed often'],
  },
  benefits: {
    zh: ['老客回归礼', '好友同行优惠'],
    en: ['A welcome-back present', 'A treat for a friend who comes along'],
  },
  playbooks: ['wake_up_dormant', 'win_back_by_reason'],
};

export const SHIPPED_POLICIES: Readonly<Record<string, Policy>> = {
  core: CORE,
  high: CORE,
  important: { ...POTENTIAL, contactEveryDays: 40, careShare: 0.035 },
  potential: POTENTIAL,
  middle: POTENTIAL,
  ordinary: ORDINARY,
  low: ORDINARY,
  dormant: DORMANT,
};

/** A class of somebody's own begins as an ordinary one. */
export const policyFor = (code: string): Policy => SHIPPED_POLICIES[code] ?? ORDINARY;
