/**
 * Builds a segment in the console as a person does: adds conditions and groups, and fills in every blank by its words. Which
 * controls there are follows from the catalogue, so a rule kind that is new is built the same way.
 */
import type { Locator, Page } from 'playwright-core';
import { isGroup, type Group, type Rule, type RuleKindRow } from '#modules/segments/contract.ts';
import { emptySlot, type Compare, type Goods, type MomentTest, type Slot, type Window } from '#shared/rule-slots.ts';

export type Catalogue = {
  kinds: ReadonlyMap<string, RuleKindRow>;
  /** A key of the locale files. */
  words: (key: string, values?: Record<string, string>) => string;
  /** What a value is called: a store, a product, a choice of a field. */
  labelOf: (slot: Slot, value: string | number) => string;
};

export type Builder = {
  build: (definition: Group) => Promise<void>;
  /** Once the number is that of what stands there now. */
  counted: () => Promise<{ customers: number; sentence: string }>;
};

export function builderOn(page: Page, catalogue: Catalogue): Builder {
  const { words } = catalogue;
  const outermost = page.getByRole('group', { name: words('segments:builder.conditions'), exact: true });
  const panel = page.getByRole('complementary', { name: words('segments:preview.title') });
  return {
    build: (definition) => buildGroup(page, catalogue, outermost, definition),
    counted: async () => {
      const status = panel.locator('[role=status][aria-busy=false]');
      await status.waitFor();
      const [count = '', sentence = ''] = await status.locator('p').allInnerTexts();
      return { customers: Number((/^[\d,]+/.exec(count)?.[0] ?? 'NaN').replaceAll(',', '')), sentence };
    },
  };
}

async function buildGroup(page: Page, catalogue: Catalogue, group: Locator, wanted: Group): Promise<void> {
  const { words, kinds } = catalogue;
  if (wanted.join === 'any') await group.getByText(words('segments:builder.any'), { exact: true }).first().click();
  if (wanted.not) await group.getByLabel(words('segments:builder.not_group')).first().check();
  for (const [index, item] of wanted.items.entries()) {
    const place = group.locator(':scope > ul > li').nth(index).locator(':scope > [role=group]');
    if (isGroup(item)) {
      await group
        .getByRole('button', { name: words('segments:builder.add_group') })
        .last()
        .click();
      await buildGroup(page, catalogue, place, item);
      continue;
    }
    const kind = kinds.get(item.rule);
    if (!kind) throw new Error(`The catalogue does not know ${item.rule}.`);
    const picker = group.getByRole('combobox', { name: words('segments:builder.add_rule') }).last();
    await choose(page, picker, kind.name.zh, true);
    await fillIn(page, catalogue, place, kind, item);
  }
}

async function fillIn(page: Page, catalogue: Catalogue, place: Locator, kind: RuleKindRow, rule: Rule): Promise<void> {
  const { words } = catalogue;
  if (rule.not)
    await place.getByRole('button', { name: words('segments:builder.not_rule', { name: kind.name.zh }) }).click();
  for (const slot of kind.slots) {
    const label = slot.name === 'is' ? kind.name.zh : words(`segments:slot.${slot.name}`);
    const blank = new Blank(page, catalogue, place, slot, label);
    await blank.fill(rule.args[slot.name]);
  }
}

/** One blank of a sentence. Whatever already says what is wanted is left alone. */
class Blank {
  readonly #page: Page;
  readonly #catalogue: Catalogue;
  readonly #place: Locator;
  readonly #slot: Slot;
  readonly #label: string;

  constructor(page: Page, catalogue: Catalogue, place: Locator, slot: Slot, label: string) {
    this.#page = page;
    this.#catalogue = catalogue;
    this.#place = place;
    this.#slot = slot;
    this.#label = label;
  }

  async fill(value: unknown): Promise<void> {
    switch (this.#slot.type) {
      case 'window':
        return this.#window(value as Window);
      case 'compare':
        return this.#compare(value as Compare);
      case 'moment':
        return this.#moment(value as MomentTest);
      case 'choice':
      case 'text':
        return this.#values(value as { op: string; values?: string[] });
      case 'goods':
        return this.#goods(value as Goods);
      case 'pick':
        return this.#several(this.#label, value as (string | number)[]);
      case 'one':
        return this.#one(this.#label, this.#slot.choices?.find(({ code }) => code === value)?.zh ?? '');
      case 'number':
        return this.#type(this.#label, value as number);
      default:
        return this.#place.getByRole('textbox', { name: this.#label, exact: true }).fill(String(value));
    }
  }

  #words(key: string): string {
    return this.#catalogue.words(key);
  }

  async #window(window: Window): Promise<void> {
    if (window.kind !== 'last') await this.#one(this.#label, this.#words(`segments:window.${window.kind}`));
    if (window.kind === 'between') await this.#days(window.from, window.to);
    else if (window.kind !== 'ever') await this.#span(window.n, window.unit);
  }

  async #span(n: number, unit: string): Promise<void> {
    await this.#type(this.#words('segments:span_label'), n);
    if (unit !== 'day') await this.#one(this.#words('segments:unit_label'), this.#words(`segments:unit.${unit}`));
  }

  async #days(from: string, to: string): Promise<void> {
    for (const [text, day] of [
      ['开始日期', from],
      ['结束日期', to],
    ] as const) {
      const field = this.#place.getByPlaceholder(text);
      await field.fill(day);
      await field.press('Enter');
    }
  }

  async #compare({ op, value = 0, to = 0 }: Compare): Promise<void> {
    if (op !== 'ge') await this.#op('op', op);
    if (op === 'empty' || op === 'known') return;
    await this.#type(this.#label, this.#shown(value));
    if (op === 'between')
      await this.#type(this.#catalogue.words('segments:upper', { name: this.#label }), this.#shown(to));
  }

  /** Money is typed in yuan, shares in percent. */
  #shown(value: number): number {
    const { unit } = this.#slot;
    return unit === 'money' ? value / 100 : unit === 'share' ? value * 100 : value;
  }

  async #moment({ op, n = 0, unit = 'day', from = '', to = '' }: MomentTest): Promise<void> {
    if (op !== 'last') await this.#op('moment', op);
    if (op === 'between') await this.#days(from, to);
    else if (op === 'anniversary') await this.#type(this.#words('segments:span_label'), n);
    else if (op !== 'empty' && op !== 'known') await this.#span(n, unit);
  }

  async #values({ op, values = [] }: { op: string; values?: string[] }): Promise<void> {
    if (op !== 'is') await this.#op('op', op);
    if (values.length === 0) return;
    if (this.#slot.type === 'choice') return this.#several(this.#label, values);
    const field = this.#place.getByRole('combobox', { name: this.#label, exact: true });
    for (const value of values) {
      await field.fill(value);
      await field.press('Enter');
    }
    await field.press('Escape');
  }

  async #goods(goods: Goods): Promise<void> {
    const before = emptySlot(this.#slot) as Goods;
    const by = this.#words(`segments:goods.${goods.by}`);
    if (goods.by !== before.by) await this.#one(this.#label, by);
    const label = this.#catalogue.words('segments:goods.which', { name: this.#label, by });
    if (goods.by === 'name') await this.#place.getByRole('textbox', { name: label, exact: true }).fill(goods.text);
    else if (goods.by !== 'any') await this.#several(label, goods.ids, goods.by);
  }

  async #several(label: string, values: readonly (string | number)[], by?: 'product' | 'category'): Promise<void> {
    const field = this.#place.getByRole('combobox', { name: label, exact: true });
    const slot = by ? { ...this.#slot, field: by } : this.#slot;
    for (const value of values) await choose(this.#page, field, this.#catalogue.labelOf(slot, value), true);
    await field.press('Escape');
  }

  #op(kind: 'op' | 'moment', op: string): Promise<void> {
    return this.#one(this.#words('segments:op_label'), this.#words(`segments:${kind}.${op}`));
  }

  #one(label: string, option: string): Promise<void> {
    return choose(this.#page, this.#place.getByRole('combobox', { name: label, exact: true }), option, false);
  }

  #type(label: string, figure: number): Promise<void> {
    return this.#place.getByRole('spinbutton', { name: label, exact: true }).fill(String(figure));
  }
}

/** Opens a list, narrows it by typing where it can be, and clicks what is wanted. */
async function choose(page: Page, field: Locator, label: string, typed: boolean): Promise<void> {
  // The box shows its value above the field itself: clicked is what a person sees.
  const box = field.locator('xpath=ancestor::div[contains(concat(" ", @class, " "), " ant-select ")][1]');
  if ((await field.getAttribute('aria-expanded')) !== 'true') await box.click();
  await field.and(page.locator('[aria-expanded=true]')).waitFor();
  if (typed) await field.fill(label);
  const list = (await field.getAttribute('aria-controls')) ?? '';
  const popup = page
    .locator('.ant-select-dropdown')
    .filter({ has: page.locator(`[id="${list}"]`) })
    .filter({ visible: true });
  await popup.getByTitle(label, { exact: true }).click();
}
