/** A definition read back as a sentence, in both languages: every blank in the words of its kind. */
import { sql } from 'kysely';
import { getVocabulary, type Named } from '#modules/scoring/index.ts';
import { getOrganisation } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import type { RuleKind, Words } from '#platform/segment-rules.ts';
import {
  ANY_CHOICE,
  type CalendarUnit,
  type Choice,
  type Compare,
  type Goods,
  type MomentTest,
  type Slot,
  type TextTest,
  type Window,
} from '#shared/rule-slots.ts';
import { isParsedGroup, rulesIn, type Parsed, type Sources } from './catalogue.ts';

/** The names of what definitions refer to by id or code. */
export type Names = {
  currency: string;
  store: (id: string) => string;
  owner: (id: string) => string;
  product: (id: number) => string;
  category: (id: number) => string;
  segment: (id: number) => string;
  interaction: (code: string) => Words;
  relation: (word: string) => Words;
  dateKind: (code: string) => Words;
  choice: (field: string, value: string) => Words;
};

/** One look at each list the definitions refer to. */
export async function namesFor(ctx: Ctx, parsed: readonly Parsed[], sources: Sources): Promise<Names> {
  const goods = parsed
    .flatMap(rulesIn)
    .flatMap(({ kind, args }) =>
      kind.slots.filter(({ type }) => type === 'goods').map(({ name }) => args[name] as Goods),
    );
  const idsBy = (by: Goods['by']) => goods.flatMap((one) => (one.by === by && 'ids' in one ? one.ids : []));
  const { rows } = await sql<{ kind: string; id: string; name: string }>`
    select 'store' as kind, store_id::text as id, name from access.stores
    union all select 'owner', id, name from access.users
    union all select 'interaction zh', code, name_zh from interactions.kinds
    union all select 'interaction en', code, name_en from interactions.kinds
    union all select 'relation', code, name from customers.relation_kinds where name is not null
    union all select 'relation', code || '_back', back_name from customers.relation_kinds where back_name is not null
    union all select 'date kind', code, name from customers.date_kinds where name is not null
    union all select 'segment', segment_id::text, name from segments.segments
    union all select 'product', product_id::text, name from catalog.products where product_id = any(${idsBy('product')}::bigint[])
    union all select 'category', category_id::text, name from catalog.categories where category_id = any(${idsBy('category')}::int[])`.execute(
    ctx.db,
  );
  const found = new Map(rows.map(({ kind, id, name }) => [`${kind} ${id}`, name]));
  const nameOf = (kind: string, id: string | number) => found.get(`${kind} ${id}`) ?? `#${id}`;
  const vocabulary = await getVocabulary(ctx);
  const lists: Record<string, readonly Named[]> = {
    'scoring.rfmSegment': vocabulary.segments,
    'scoring.rfmClass8': vocabulary.class8,
    'scoring.class4': vocabulary.class4,
    'scoring.stage': vocabulary.stages,
    'scoring.riskBand': vocabulary.riskBands,
    'scoring.riskReason': vocabulary.riskReasons,
  };
  const same = (text: string): Words => ({ zh: text, en: text });
  return {
    currency: (await getOrganisation(ctx)).currency,
    store: (id) => nameOf('store', id),
    owner: (id) => nameOf('owner', id),
    product: (id) => nameOf('product', id),
    category: (id) => nameOf('category', id),
    segment: (id) => nameOf('segment', id),
    interaction: (code) => ({ zh: nameOf('interaction zh', code), en: nameOf('interaction en', code) }),
    relation: (word) => {
      const own = found.get(`relation ${word}`);
      return own === undefined ? sources().choiceWords('customers.relation', word) : same(own);
    },
    dateKind: (code) => {
      const own = found.get(`date kind ${code}`);
      return own === undefined ? sources().choiceWords('customers.date_kind', code) : same(own);
    },
    choice: (field, value) => {
      if (field === 'customers.store') return same(nameOf('store', value));
      if (field === 'customers.owner') return same(nameOf('owner', value));
      return lists[field]?.find(({ code }) => code === value) ?? sources().choiceWords(field, value);
    },
  };
}

export const sentenceOf = (node: Parsed, names: Names): Words => ({
  zh: spaced(say(node, names, 'zh', true)),
  en: say(node, names, 'en', true),
});

type Language = keyof Words;

const JOINTS = {
  zh: { all: '，且', any: '，或', not: '不满足', open: '（', close: '）' },
  en: { all: ' and ', any: ' or ', not: 'not ', open: '(', close: ')' },
} as const;

function say(node: Parsed, names: Names, language: Language, outermost = false): string {
  const joints = JOINTS[language];
  if (!isParsedGroup(node)) {
    const text = sayRule(node.kind, node.args, names, language);
    return node.not ? `${joints.not}${joints.open}${text}${joints.close}` : text;
  }
  const text = node.items.map((item) => say(item, names, language)).join(joints[node.join]);
  const bare = !node.not && (outermost || node.items.length === 1);
  return bare ? text : `${node.not ? joints.not : ''}${joints.open}${text}${joints.close}`;
}

export const ruleSentence = (kind: RuleKind, args: Readonly<Record<string, unknown>>, names: Names): Words => ({
  zh: sayRule(kind, args, names, 'zh'),
  en: sayRule(kind, args, names, 'en'),
});

function sayRule(kind: RuleKind, args: Readonly<Record<string, unknown>>, names: Names, language: Language): string {
  const filled = kind.sentence[language].replace(/\{(\w+)\}/g, (_, name: string) => {
    const slot = kind.slots.find((one) => one.name === name);
    return slot ? saySlot(slot, args[name], names)[language] : '';
  });
  return language === 'zh' ? spaced(filled) : filled.replace(/\s+/g, ' ').replace(ONE_OF_MANY, '$1').trim();
}

/** "at least 1 orders" is said of one order. */
const ONE_OF_MANY = /\b((?:at least|at most|exactly|more than|less than) 1 [a-z]+)s\b/g;

/** A thin air between Chinese and figures, as good typesetting has it. */
const spaced = (text: string): string =>
  text.replace(/([\u4e00-\u9fff])([\d¥$€£A-Za-z])/g, '$1 $2').replace(/([\d%A-Za-z])([\u4e00-\u9fff])/g, '$1 $2');

function saySlot(slot: Slot, value: unknown, names: Names): Words {
  switch (slot.type) {
    case 'window':
      return sayWindow(value as Window);
    case 'compare':
      return sayCompare(value as Compare, slot, names.currency);
    case 'moment':
      return sayMoment(value as MomentTest);
    case 'choice': {
      const { op, values } = value as Choice;
      return sayValues(
        op,
        values.map((one) => choiceWords(slot, one, names)),
      );
    }
    case 'text': {
      const { op, values } = value as TextTest;
      return sayValues(
        op,
        values.map((one) => quoted(op === 'is' || op === 'not' ? choiceWords(slot, one, names) : same(one))),
      );
    }
    case 'goods':
      return sayGoods(value as Goods, names);
    case 'pick':
      return oneOf((value as (string | number)[]).map((id) => pickName(slot, id, names)));
    case 'one':
      return slot.choices?.find(({ code }) => code === value) ?? same(String(value));
    default:
      return same(String(value));
  }
}

const same = (text: string): Words => ({ zh: text, en: text });
const quoted = ({ zh, en }: Words): Words => ({ zh: `“${zh}”`, en: `“${en}”` });

/** As the business calls it, else as the field's vocabulary does. */
export const choiceWords = ({ choices, field = '' }: Slot, value: string, names: Names): Words =>
  choices?.find(({ code }) => code === value) ?? names.choice(field, value);

function pickName(slot: Slot, id: string | number, names: Names): Words {
  if (slot.of === 'stores') return same(names.store(String(id)));
  if (slot.of === 'segments') return quoted(same(names.segment(Number(id))));
  if (slot.of === 'interactions') return names.interaction(String(id));
  if (slot.of === 'relations') {
    const { zh, en } = names.relation(String(id));
    return { zh, en: `“${en}”` };
  }
  if (slot.of === 'dates') return names.dateKind(String(id));
  if (slot.of === 'choices')
    return id === ANY_CHOICE ? { zh: '任意', en: 'anything' } : names.choice(slot.field ?? '', String(id));
  return names.choice('orders.channel', String(id));
}

const oneOf = (list: readonly Words[]): Words => ({
  zh: list.map(({ zh }) => zh).join('或'),
  en: list.map(({ en }) => en).join(' or '),
});

function sayValues(op: string, values: readonly Words[]): Words {
  const { zh, en } = oneOf(values);
  const said: Record<string, Words> = {
    is: { zh: `是${zh}`, en: `is ${en}` },
    not: { zh: `不是${zh}`, en: `is not ${en}` },
    contains: { zh: `包含${zh}`, en: `contains ${en}` },
    starts: { zh: `以${zh}开头`, en: `starts with ${en}` },
  };
  return said[op] ?? sayKnown(op);
}

const sayKnown = (op: string): Words =>
  op === 'empty' ? { zh: '为空', en: 'is empty' } : { zh: '已知', en: 'is known' };

const UNITS: Record<CalendarUnit, { zh: string; one: string; many: string }> = {
  day: { zh: '天', one: 'day', many: 'days' },
  week: { zh: '周', one: 'week', many: 'weeks' },
  month: { zh: '个月', one: 'month', many: 'months' },
  year: { zh: '年', one: 'year', many: 'years' },
};

const span = (n = 1, unit: CalendarUnit = 'day') => ({
  zh: `${n}${UNITS[unit].zh}`,
  en: n === 1 ? UNITS[unit].one : `${n} ${UNITS[unit].many}`,
});

function sayWindow(window: Window): Words {
  if (window.kind === 'ever') return { zh: '累计', en: 'ever' };
  if (window.kind === 'between')
    return { zh: `${window.from} 至 ${window.to} 期间`, en: `from ${window.from} to ${window.to}` };
  const { zh, en } = span(window.n, window.unit);
  return window.kind === 'last'
    ? { zh: `最近${zh}内`, en: `in the last ${en}` }
    : { zh: `${zh}以前`, en: `more than ${window.n === 1 ? `a ${en}` : en} ago` };
}

function sayMoment({ op, n, unit, from, to }: MomentTest): Words {
  const { zh, en } = span(n, unit);
  switch (op) {
    case 'last':
      return { zh: `在最近${zh}内`, en: `is in the last ${en}` };
    case 'earlier':
      return { zh: `在${zh}以前`, en: `is ${en} ago or longer` };
    case 'next':
      return { zh: `在未来${zh}内`, en: `is in the next ${en}` };
    case 'later':
      return { zh: `在${zh}以后`, en: `is more than ${en} ahead` };
    case 'anniversary':
      return { zh: `的周年日在未来${n ?? 0}天内`, en: `comes round in the next ${n ?? 0} days` };
    case 'between':
      return { zh: `在 ${from} 至 ${to} 之间`, en: `is between ${from} and ${to}` };
    default:
      return sayKnown(op);
  }
}

function sayCompare({ op, value = 0, to = 0 }: Compare, slot: Slot, currency: string): Words {
  const [a, b] = [figure(value, slot, currency), figure(to, slot, currency)];
  const said: Record<string, Words> = {
    ge: { zh: `不少于${a.zh}`, en: `at least ${a.en}` },
    gt: { zh: `多于${a.zh}`, en: `more than ${a.en}` },
    le: { zh: `不超过${a.zh}`, en: `at most ${a.en}` },
    lt: { zh: `少于${a.zh}`, en: `less than ${a.en}` },
    eq: { zh: `等于${a.zh}`, en: `exactly ${a.en}` },
    between: { zh: `在${a.zh}到${b.zh}之间`, en: `between ${a.en} and ${b.en}` },
  };
  return said[op] ?? sayKnown(op);
}

const AFTER_FIGURES: Partial<Record<NonNullable<Slot['unit']>, (value: number) => Words>> = {
  score: () => ({ zh: '分', en: '' }),
  times: (value) => ({ zh: '次', en: value === 1 ? ' time' : ' times' }),
};

function figure(value: number, slot: Slot, currency: string): Words {
  const bare = bareFigure(value, slot, currency);
  const { zh, en } = AFTER_FIGURES[slot.unit ?? 'number']?.(value) ?? same('');
  return { zh: `${bare}${zh}`, en: `${bare}${en}` };
}

function bareFigure(value: number, { unit }: Slot, currency: string): string {
  if (unit === 'share') return `${Math.round(value * 1_000) / 10}%`;
  if (unit !== 'money') return value.toLocaleString('en', { maximumFractionDigits: 2 });
  const fraction = value % 100 === 0 ? 0 : 2;
  return (value / 100).toLocaleString('zh-CN', {
    style: 'currency',
    currency,
    minimumFractionDigits: fraction,
    maximumFractionDigits: fraction,
  });
}

function sayGoods(goods: Goods, names: Names): Words {
  if (goods.by === 'any') return { zh: '任意商品', en: 'anything' };
  if (goods.by === 'name') return { zh: `名称含“${goods.text}”的商品`, en: `products named like “${goods.text}”` };
  const nameOf = goods.by === 'product' ? names.product : names.category;
  const list = oneOf(goods.ids.map((id) => same(nameOf(id))));
  return goods.by === 'product' ? list : { zh: `${list.zh}类商品`, en: list.en };
}
