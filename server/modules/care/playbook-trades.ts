/** Playbooks by trade: examples to start from, for shops whose customers have a rhythm, a cycle or an occasion of their own. */
import type { Playbook } from './playbook-contract.ts';

type Texts = { zh: string; en: string };

/** By trade there is no class or stage to choose by: people pick the customers. */
const trade = (
  code: string,
  name: Texts,
  idea: Texts,
  steps: readonly [templateCode: string, afterDays: number, zh: string, en: string][],
  measure: Texts,
): Playbook => ({
  effects: [],
  code,
  group: 'trade',
  name,
  idea,
  fits: { classes: [], stages: [], reasons: [] },
  steps: steps.map(([templateCode, afterDays, zh, en]) => ({ templateCode, afterDays, title: { zh, en } })),
  measure,
});

export const TRADE_PLAYBOOKS: readonly Playbook[] = [
  trade(
    'beauty_after_sun',
    { zh: '美妆：防晒之后是晒后', en: 'Beauty: after the sun lotion, the after-sun' },
    {
      zh: '买过防晒的客户，两周后送一份晒后修护指南，再谈产品。先解决问题，推荐才不突兀。',
      en: 'Two weeks after sun lotion, send a guide to caring for the skin afterwards, and only then talk of a product.',
    },
    [['second_order', 14, '发晒后修护指南与搭配', 'Send the guide and what goes with it']],
    { zh: '30 天内关联购买率', en: 'Related purchases within 30 days' },
  ),
  trade(
    'beauty_new_customer',
    { zh: '美妆：新客三次服务', en: 'Beauty: three services for a new customer' },
    {
      zh: '首单附三次到店护理，把一次买卖变成三次见面。每次结束都约好下一次。',
      en: 'The first order brings three treatments in the shop: three meetings instead of one sale, each ending with a date for the next.',
    },
    [
      ['first_order', 2, '约第一次到店护理', 'Arrange the first treatment'],
      ['return_visit', 21, '第二次护理前提醒', 'Reminder before the second'],
      ['second_order', 45, '第三次护理，推荐正装', 'Third treatment, suggest the full size'],
    ],
    { zh: '护理使用次数、首单后复购率', en: 'Treatments used, second orders' },
  ),
  trade(
    'clinic_cycle',
    { zh: '医美：疗程提醒', en: 'Clinics: reminder of the cycle' },
    {
      zh: '按疗程周期提前一周提醒，同时给出恢复期的护理建议；客户反馈不适，当天由医师回电。',
      en: 'A week before the next session remind, with advice for the time after; if something feels wrong, a physician calls back the same day.',
    },
    [
      ['return_visit', 7, '提醒下次疗程，问恢复情况', 'Remind of the next session, ask about recovery'],
      ['step', 8, '更新护理方案', 'Renew the care plan'],
    ],
    { zh: '按期到诊率', en: 'Sessions kept on time' },
  ),
  trade(
    'fitness_return',
    { zh: '健身：请回来练一次', en: 'Fitness: come back for one class' },
    {
      zh: '两个月没来的会员，送一节私教课，好友可同行。教练先看上次的训练记录，课后一起定三周的打卡小目标。',
      en: 'Members away two months get a personal class, a friend may come along. The coach reads the last records first, and agrees on a small goal for three weeks.',
    },
    [
      ['wake_up', 1, '邀请私教课', 'Invite to the class'],
      ['return_visit', 21, '三周目标达成了吗', 'Was the goal reached'],
    ],
    { zh: '回来后四周的到店次数', en: 'Visits in the four weeks after' },
  ),
  trade(
    'baby_birthday',
    { zh: '母婴：宝宝生日', en: 'Mother and baby: the child’s birthday' },
    {
      zh: '宝宝生日前三天寄一份与月龄相符的小礼物和成长提示，不附推销。用到孩子信息须先取得监护人同意。',
      en: 'Three days before, send a small present and a hint that suit the age, with nothing to sell. Data of children need their guardian’s consent first.',
    },
    [
      ['birthday', 1, '寄送成长礼', 'Send the present'],
      ['return_visit', 14, '问问近况，了解下一阶段需要', 'Ask how things are and what comes next'],
    ],
    { zh: '60 天内复购率', en: 'Orders within 60 days' },
  ),
  trade(
    'learning_behind',
    { zh: '教育：学习掉队', en: 'Education: falling behind' },
    {
      zh: '错题多或完课率低的学员，先送针对薄弱点的资料，再约十五分钟辅导。让家长看到进步，续费才谈得起来。',
      en: 'Learners with many mistakes or few finished lessons get material for that very point, then fifteen minutes of help. Renewal is easy once progress shows.',
    },
    [
      ['step', 1, '整理薄弱点资料', 'Prepare material for the weak point'],
      ['return_visit', 3, '约一次辅导', 'Arrange the help'],
    ],
    { zh: '完课率、续费率', en: 'Lessons finished, renewals' },
  ),
  trade(
    'subscription_ending',
    { zh: '订阅：长期未登录且快到期', en: 'Subscriptions: away for long and about to end' },
    {
      zh: '两个月没登录、套餐又快到期，折扣往往太晚。先送三条他用得上的内容，再给续费方案。',
      en: 'Two months without signing in and an ending plan: a discount alone comes too late. First three pieces of content of use to this customer, then the offer to renew.',
    },
    [
      ['second_order', 1, '发三条用得上的内容', 'Send three useful pieces'],
      ['plan_ending', 7, '到期提醒与续费方案', 'Reminder and the offer to renew'],
    ],
    { zh: '登录恢复率、续费率', en: 'Sign-ins, renewals' },
  ),
  trade(
    'cart_freight',
    { zh: '电商：加购没付款', en: 'Online shop: a cart left behind' },
    {
      zh: '先弄清卡在哪里。若是运费顾虑，给满额包邮与退货运费险；若是犹豫，给一段真实评价。不要一上来就降价。',
      en: 'Find out what stopped them. If it was freight, offer free delivery above an amount and free returns; if it was doubt, an honest review. Do not begin with a lower price.',
    },
    [['second_order', 1, '问原因，给对应的办法', 'Ask why, answer that']],
    { zh: '支付转化率、单均成本', en: 'Payments, cost per order' },
  ),
  trade(
    'warranty_check',
    { zh: '家电：过保前检测', en: 'Appliances: a check before the warranty ends' },
    {
      zh: '保修到期前一个月主动上门检测，免费清洁保养。发现问题在保内解决，客户记住的是安心。',
      en: 'A month before the warranty ends offer a free check and cleaning. What is wrong is still covered, and peace of mind is remembered.',
    },
    [
      ['plan_ending', 1, '预约免费检测', 'Arrange the free check'],
      ['return_visit', 15, '检测后回访', 'Call after the check'],
    ],
    { zh: '检测预约率、延保与换新率', en: 'Checks arranged, extensions and replacements' },
  ),
  trade(
    'home_care',
    { zh: '家居：清洁指导与旧换新', en: 'Furnishing: care and trade-in' },
    {
      zh: '售前用户型图给一套搭配，售后半年教一次清洁，两年做一次以旧换新评估。间隔长的生意靠这几次见面。',
      en: 'Before the sale a plan of the room, half a year later a lesson in care, after two years an estimate for a trade-in. Trades with long gaps live by these meetings.',
    },
    [
      ['return_visit', 3, '清洁保养指导', 'Show how to care for it'],
      ['second_order', 30, '以旧换新评估', 'Estimate for a trade-in'],
    ],
    { zh: '转介绍数、换新率', en: 'Referrals, trade-ins' },
  ),
  trade(
    'travel_guide',
    { zh: '旅行：看过攻略的人', en: 'Travel: those who read the guide' },
    {
      zh: '看过某地攻略的客户，发一份小众玩法和配套行程，语气像朋友推荐；三天没回应就不再追。',
      en: 'Who read about a place gets one unusual idea with a matching trip, told as a friend would. After three days without an answer, leave it.',
    },
    [['second_order', 1, '发玩法与行程', 'Send the idea and the trip']],
    { zh: '咨询率、成单率', en: 'Enquiries, bookings' },
  ),
  trade(
    'hotel_platinum',
    { zh: '酒店：常住客的惊喜', en: 'Hotels: a surprise for regular guests' },
    {
      zh: '入住前看一眼偏好：房型升级、延迟退房、生日布置，三样里给一样，提前说不如到店时发现。',
      en: 'Look at the preferences before arrival: an upgrade, a late check-out or a birthday room. One of the three, better found on arrival than announced.',
    },
    [
      ['step', 1, '查看偏好，安排一项优待', 'Read the preferences, arrange one treat'],
      ['return_visit', 5, '离店后感谢', 'Thank after the stay'],
    ],
    { zh: '再次入住间隔', en: 'Time to the next stay' },
  ),
  trade(
    'season_dish',
    { zh: '餐饮：天气与节令', en: 'Restaurants: weather and season' },
    {
      zh: '降温、换季、节日前一天，向常客推一道应季菜，留座到几点说清楚。',
      en: 'Before a cold day, a change of season or a holiday, suggest one dish to regulars and say until when a table is kept.',
    },
    [['second_order', 1, '推荐应季菜并留座', 'Suggest the dish and keep a table']],
    { zh: '订座率', en: 'Tables booked' },
  ),
  trade(
    'complaint_to_taster',
    { zh: '餐饮：投诉客变品鉴官', en: 'Restaurants: from complaint to taster' },
    {
      zh: '问题解决并确认满意后，请提意见的客户来试新菜、打分、署名。被认真对待的人最愿意替你说话。',
      en: 'When the problem is solved and the customer says so, invite them to try and judge new dishes. Whoever was taken seriously speaks for you.',
    },
    [
      ['win_back_service', 1, '解决问题并确认', 'Solve it and make sure'],
      ['thank_you', 14, '邀请参加试菜', 'Invite to the tasting'],
    ],
    { zh: '再次到店率、转介绍', en: 'Return visits, referrals' },
  ),
  trade(
    'on_the_spot',
    { zh: '门店：当场补偿', en: 'Shops: made good on the spot' },
    {
      zh: '给一线人员一个不用请示的补偿额度。先处理，再上报；事后由负责人打一通电话确认。',
      en: 'Give those at the counter an amount they may spend without asking. Solve first, report later; somebody in charge calls afterwards.',
    },
    [['win_back_service', 2, '负责人确认是否满意', 'The lead asks whether it is settled']],
    { zh: '当场解决率、补偿成本', en: 'Solved on the spot, cost' },
  ),
  trade(
    'supervisor_first',
    { zh: '电商：高风险投诉优先', en: 'Online shop: complaints at risk come first' },
    {
      zh: '出现“退款”“质量问题”这类字眼、语气又重的会话，直接交给主管，半小时内给出答复人和时间。',
      en: 'Talks with words such as "refund" or "broken" and a harsh tone go to a supervisor at once; within half an hour say who answers by when.',
    },
    [['win_back_service', 0, '主管接手并答复', 'A supervisor takes over and answers']],
    { zh: '首次响应时间、升级率', en: 'First response, escalations' },
  ),
  trade(
    'delivery_time',
    { zh: '企业服务：交付太慢', en: 'Business services: delivery takes too long' },
    {
      zh: '满意度低分多半指向周期。把流程拆成五步，找出最久的一步改掉，再逐个告诉提过意见的客户。',
      en: 'Low marks often mean time. Cut the process into five steps, mend the longest, then tell each customer who said so.',
    },
    [
      ['step', 3, '找出最久的一步', 'Find the longest step'],
      ['return_visit', 30, '告知改进结果', 'Tell what has changed'],
    ],
    { zh: '实施周期、推荐意愿', en: 'Days to deliver, willingness to recommend' },
  ),
  trade(
    'bank_lecture',
    { zh: '金融：讲座与积分', en: 'Finance: a lecture and points' },
    {
      zh: '每月一场小型讲座，名额给积分多、近期没联系的客户；会后一对一答疑，不在现场推产品。',
      en: 'A small lecture a month for customers with many points and no recent contact; questions one by one afterwards, no sale on the spot.',
    },
    [
      ['thank_you', 1, '邀请讲座', 'Invite to the lecture'],
      ['return_visit', 10, '会后答疑', 'Answer questions afterwards'],
    ],
    { zh: '到场率、三个月资产变化', en: 'Attendance, balance after three months' },
  ),
  trade(
    'regular_visits',
    { zh: '定期回访与档案更新', en: 'Regular visits and a fresh file' },
    {
      zh: '每次回访都更新一条档案：联系方式、用途、下一步计划。档案新鲜，下一次才有话可说。',
      en: 'Every visit renews one line of the file: how to be reached, what it is used for, what is planned. A fresh file gives the next talk its subject.',
    },
    [['return_visit', 3, '回访并更新一条档案', 'Visit and renew one line']],
    { zh: '档案完整度、回访完成率', en: 'Completeness of files, visits held' },
  ),
  trade(
    'co_creation',
    { zh: '共创：请老客参与改进', en: 'Building together with regulars' },
    {
      zh: '请十位老客试用新版本或投票选设计，采用了谁的意见就告诉谁。参与过的人不轻易离开。',
      en: 'Ask ten regulars to try a new version or choose a design, and tell each whose idea was taken. Who took part does not leave easily.',
    },
    [
      ['thank_you', 1, '邀请参与', 'Invite to take part'],
      ['return_visit', 21, '告知采用了什么', 'Tell what was taken'],
    ],
    { zh: '参与率、参与者留存', en: 'Participation, retention of those who took part' },
  ),
  trade(
    'partner_treat',
    { zh: '异业：伙伴的一份礼', en: 'Partners: a treat from a neighbour' },
    {
      zh: '与客群相同、业务不冲突的商家互赠体验，只发给近期活跃的老客，注明由谁提供、怎么用。',
      en: 'Exchange treats with a neighbour who serves the same people in another trade; give them to active regulars, and say who offers it and how to use it.',
    },
    [['thank_you', 2, '赠送伙伴体验', 'Give the treat']],
    { zh: '领取率、对方带来的新客', en: 'Treats used, customers the partner brought' },
  ),
];
