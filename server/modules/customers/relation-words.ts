/** What people write in a file for the kinds of relations every house has: what the other one is to the customer. */
import type { RelationWay } from './relations-contract.ts';

const words = (text: string): string[] => text.split(',').map((word) => word.trim());

type Spelled = Readonly<Record<string, Partial<Record<RelationWay, readonly string[]>>>>;

const SPELLINGS: Spelled = {
  spouse: { forth: words('配偶, 夫妻, 爱人, 丈夫, 妻子, 老公, 老婆, 先生, 太太, spouse, husband, wife') },
  parent: {
    forth: words('父母, 父亲, 母亲, 爸爸, 妈妈, 家长, parent, father, mother'),
    back: words('子女, 孩子, 儿子, 女儿, 宝宝, child, son, daughter'),
  },
  sibling: { forth: words('兄弟姐妹, 兄弟, 姐妹, 哥哥, 弟弟, 姐姐, 妹妹, sibling, brother, sister') },
  relative: { forth: words('亲戚, 亲属, 其他亲属, 家人, relative, family') },
  friend: { forth: words('朋友, 好友, 闺蜜, 同学, friend') },
  referrer: {
    forth: words('推荐人, 介绍人, 邀请人, referrer, referred by, introduced by'),
    back: words('被推荐人, 推荐的客户, 介绍的客户, referred, referral, introduced'),
  },
  employer: {
    forth: words('任职单位, 所属公司, 工作单位, 公司, 单位, employer, works at, company, account'),
    back: words('联系人, 员工, 公司联系人, contact, employee'),
  },
  head_office: {
    forth: words('上级公司, 总公司, 总部, 母公司, 上级单位, head office, parent company, headquarters'),
    back: words('下属公司, 分公司, 子公司, 分支机构, 下级单位, branch, subsidiary'),
  },
  partner: { forth: words('合作伙伴, 合作方, 伙伴, business partner, partner') },
};

export type KindWord = { word: string; kind: string; way: RelationWay };

export const kindWords: readonly KindWord[] = Object.entries(SPELLINGS).flatMap(([kind, ways]) =>
  (['forth', 'back'] as const).flatMap((way) => [
    { word: way === 'forth' ? kind : `${kind}_back`, kind, way },
    ...(ways[way] ?? []).map((word) => ({ word, kind, way })),
  ]),
);
