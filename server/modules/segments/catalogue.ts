/** All rule kinds there are: our own, those other modules declare, and one for every field of customers. */
import { knownFields } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import { InvalidError, type FieldProblem } from '#platform/errors.ts';
import type { CustomerFieldSource, FieldUse } from '#platform/fields.ts';
import type { RuleKind, Words } from '#platform/segment-rules.ts';
import { isGroup, type Group, type Node, type RuleKindRow } from './contract.ts';
import { fieldRule } from './field-rules.ts';
import { ownRules } from './own-rules.ts';

/** What other modules and the console's words are asked for; late, because some come later. */
export type Sources = () => {
  rules: readonly RuleKind[];
  fields: readonly CustomerFieldSource[];
  fieldWords: (code: string) => Words;
  choiceWords: (field: string, value: string) => Words;
  /** Who builds on a segment, asked by `segments.segment:7`. */
  uses: readonly FieldUse[];
};

export type Catalogue = ReadonlyMap<string, RuleKind>;

/** Asked anew each time: fields come and go while the house runs. */
export async function catalogueOf(ctx: Ctx, sources: Sources): Promise<Catalogue> {
  const { rules, fields, fieldWords } = sources();
  const known = await knownFields(ctx, fields);
  const fromFields = [...known.values()]
    .filter((field) => !field.chooses)
    .map((field) => fieldRule(field, field.name ? { zh: field.name, en: field.name } : fieldWords(field.code)));
  return new Map([...rules, ...ownRules, ...fromFields].map((kind) => [kind.code, kind]));
}

export const describeRules = (catalogue: Catalogue): RuleKindRow[] =>
  [...catalogue.values()].map(({ code, group, name, sentence, slots, valueKind }) => ({
    code,
    group,
    name,
    sentence,
    slots: [...slots],
    valueKind,
  }));

/** A definition whose rules are known and whose blanks are filled. */
export type Parsed =
  | { join: 'all' | 'any'; not: boolean; items: Parsed[] }
  | { kind: RuleKind; args: Readonly<Record<string, unknown>>; not: boolean };
export type ParsedGroup = Extract<Parsed, { join: string }>;

export const isParsedGroup = (node: Parsed): node is ParsedGroup => 'join' in node;

const MOST_DEEP = 8;
const MOST_RULES = 100;

/**
 * Names every blank that is not filled, by its path. A group of nothing says nothing and is refused, but for the
 * outermost while somebody is still looking (`unfinished`): that is everybody.
 */
export function parseDefinition(catalogue: Catalogue, definition: Group, { unfinished = false } = {}): ParsedGroup {
  const problems: FieldProblem[] = [];
  let rules = 0;
  const refuse = (path: string, code: string, message: string) => problems.push({ path, code, message });
  const parse = (node: Node, path: string, depth: number): Parsed => {
    if (isGroup(node)) {
      if (depth > MOST_DEEP) refuse(path, 'segments.too_deep', `Groups may stand at most ${MOST_DEEP} deep.`);
      else if (node.items.length === 0 && !(unfinished && depth === 1))
        refuse(path, 'segments.empty_group', 'The group holds no condition.');
      const items = depth > MOST_DEEP ? [] : node.items.map((item, i) => parse(item, `${path}.items.${i}`, depth + 1));
      return { join: node.join, not: node.not ?? false, items };
    }
    rules += 1;
    const kind = catalogue.get(node.rule);
    if (!kind) {
      refuse(path, 'segments.unknown_rule', `There is no condition "${node.rule}".`);
      return { join: 'all', not: false, items: [] };
    }
    const parsed = kind.args.safeParse(node.args);
    for (const { path: at, message } of parsed.error?.issues ?? [])
      refuse([`${path}.args`, ...at].join('.'), 'segments.bad_argument', message);
    return { kind, args: parsed.data ?? {}, not: node.not ?? false };
  };
  const parsed = parse(definition, 'definition', 1);
  if (rules > MOST_RULES) refuse('definition', 'segments.too_many', `At most ${MOST_RULES} conditions make a segment.`);
  const [first] = problems;
  if (first) throw new InvalidError(first.code, first.message, problems);
  return parsed as ParsedGroup;
}

export function rulesIn(node: Parsed): Extract<Parsed, { kind: RuleKind }>[] {
  return isParsedGroup(node) ? node.items.flatMap(rulesIn) : [node];
}
