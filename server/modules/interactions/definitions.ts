/** What the figures of behaviour mean, in one sentence per language; `docs/metrics.md` says the same at length. */
export const BEHAVIOUR_DEFINITIONS = [
  {
    key: 'interactions.last_seen',
    zh: '最近活跃：最近一次浏览、使用、登录、加购等行为的时间。',
    en: 'Last seen: the last behaviour (view, feature use, login, cart …) up to now.',
  },
  {
    key: 'interactions.last_login',
    zh: '最近登录：最近一次登录的时间。',
    en: 'Last login: the last interaction of the kind login up to now.',
  },
  {
    key: 'interactions.active_days',
    zh: '活跃天数：近 30 天内至少有一次行为的天数。',
    en: 'Active days: days of the last 30 with at least one behaviour.',
  },
  {
    key: 'interactions.logins',
    zh: '登录次数：近 30 天的登录。',
    en: 'Logins: interactions of the kind login in the last 30 days.',
  },
  {
    key: 'interactions.page_views',
    zh: '浏览页面：近 30 天浏览的页面数；同一次浏览只计一次。',
    en: 'Page views: pages viewed in the last 30 days; one view counts once.',
  },
  {
    key: 'interactions.dwell',
    zh: '平均停留：近 30 天停留总时长 ÷ 浏览页面数，只计页面可见的时间。',
    en: 'Average dwell: dwell of the last 30 days ÷ page views; only time in sight counts.',
  },
  {
    key: 'interactions.feature_uses',
    zh: '功能使用：近 30 天使用功能的次数。',
    en: 'Feature uses: interactions of the kind feature use in the last 30 days.',
  },
  {
    key: 'interactions.contacts',
    zh: '联系次数：近 90 天的电话、到访与消息。',
    en: 'Contacts: calls, visits and messages of the last 90 days, both ways.',
  },
  {
    key: 'interactions.messages_in',
    zh: '来信：近 90 天客户发来的消息。',
    en: 'Messages from the customer in the last 90 days.',
  },
  {
    key: 'interactions.answered',
    zh: '消息回应：近 90 天客户来信 ÷ 我方发信，最多 100%。',
    en: 'Messages answered: messages from the customer ÷ ours, last 90 days, 100 % at most.',
  },
  {
    key: 'interactions.shares',
    zh: '分享与推荐：近一年的分享和推荐好友次数。',
    en: 'Shares and referrals: interactions of these kinds in the last year.',
  },
  {
    key: 'interactions.complaints',
    zh: '投诉反馈：近一年记录的投诉反馈次数。',
    en: 'Complaints: interactions of the kind complaint in the last year.',
  },
  {
    key: 'interactions.orders_per_year',
    zh: '购买频次：首单至今折算每年的订单数，不足一季按一季算。',
    en: 'Frequency: orders since the first, per year; a quarter at least.',
  },
  {
    key: 'interactions.percentile',
    zh: '所处位置：有此项数据的客户中数值更低者的占比，同值算一半。',
    en: 'Standing: share of the customers who have the figure with less, half of those with as much.',
  },
] as const;
