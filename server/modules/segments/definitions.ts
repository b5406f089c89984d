/** Which sentence of docs/metrics.md defines each number of a segment's summary, and those sentences for `insights`. */
export const SUMMARY_DEFINITIONS = {
  meanNetCents: 'segments.mean_net',
  expectedNetCents: 'scoring.expected_net',
  medianSilenceDays: 'segments.silence',
  reach: 'segments.reachable',
  mix: 'segments.mix',
};

export const SEGMENT_DEFINITIONS = [
  {
    key: 'segments.mean_net',
    zh: '人均净消费：累计净消费 ÷ 买过的客户数；没有买过的客户不计入分母。',
    en: 'Net spend each: net spend so far ÷ the customers who ever bought; those who never did are not divided by.',
  },
  {
    key: 'segments.silence',
    zh: '未购买天数（中位）：买过的客户里，一半人距上次购买的天数不超过这个数。',
    en: 'Silence (median): half of those who ever bought did so no longer ago than this.',
  },
  {
    key: 'segments.reachable',
    zh: '可营销触达：同意用该渠道接收营销、留有该渠道的联系方式、且没有设为勿扰的客户。',
    en: 'Reachable for marketing: agreed to it by this channel, left an address for it, and has not asked to be left alone.',
  },
  {
    key: 'segments.mix',
    zh: '构成：分群内各类客户的占比；刻度线是全部客户的占比，柱子越过刻度表示这一类在分群里偏多。',
    en: 'Mix: the share of each kind within the segment. The tick is its share of all customers; a bar beyond the tick says there are more of them here.',
  },
];
