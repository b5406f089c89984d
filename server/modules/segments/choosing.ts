/** From a definition to the statement that names its customers, for a day and a viewer. */
import { sql, type RawBuilder } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { visibleCustomers } from '#modules/customers/index.ts';
import { judgedMoment } from '#modules/scoring/index.ts';
import { scopeOf, type Ctx } from '#platform/context.ts';
import type { RuleRows, Scene } from '#platform/segment-rules.ts';
import { dayOf } from '#shared/days.ts';
import { isParsedGroup, type Parsed } from './catalogue.ts';
import { EVERYBODY } from './own-rules.ts';
import { all, any, chosenBy, countOf, invert, statementOf, type Chosen } from './sets.ts';

const DAY_MS = 86_400_000;

/**
 * The day conditions are held against: today; or, in a house that was judged as of some other time, that time, so that
 * scores and windows speak of the same day. The night between two days is no such time.
 */
export async function sceneFor(ctx: Ctx, among: readonly number[] | null = null): Promise<Scene> {
  const { timeZone } = await getOrganisation(ctx);
  const judged = await judgedMoment(ctx);
  const far = Math.abs(ctx.now.getTime() - judged.getTime()) > 2 * DAY_MS;
  const now = far ? judged : ctx.now;
  return { now, today: dayOf(now, timeZone), timeZone, among };
}

export function chosenOf(node: Parsed, scene: Scene): Chosen {
  if (!isParsedGroup(node)) {
    const chosen = chosenBy(node.kind.judge(node.args as never, scene));
    return node.not ? invert(chosen) : chosen;
  }
  const parts = node.items.map((item) => chosenOf(item, scene));
  const chosen = node.join === 'all' ? all(parts) : any(parts);
  return node.not ? invert(chosen) : chosen;
}

/** Selects `customer_id` of all who fit and whom the actor may know of. */
export function whoFits(ctx: Ctx, node: Parsed, scene: Scene): RawBuilder<unknown> {
  return statementOf(chosenOf(node, scene), visible(ctx), scene, scopeOf(ctx).kind !== 'all');
}

export async function countFitting(ctx: Ctx, parsed: Parsed): Promise<number> {
  const scene = await sceneFor(ctx);
  const counted = countOf(chosenOf(parsed, scene), visible(ctx), scene, scopeOf(ctx).kind !== 'all');
  const { rows } = await sql<{ count: number }>`${counted}`.execute(ctx.db);
  return rows[0]?.count ?? 0;
}

const visible = (ctx: Ctx): RuleRows => ({ ...EVERYBODY, where: (alias) => visibleCustomers(ctx, alias) });

export async function countEverybody(ctx: Ctx): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from customers.customers c where ${visibleCustomers(ctx)}`.execute(ctx.db);
  return rows[0]?.count ?? 0;
}
