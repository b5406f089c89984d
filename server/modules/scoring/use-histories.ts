import type { Ctx } from '#platform/context.ts';
import { copyOut } from '#platform/copy.ts';
import { dayFromNumber } from '#shared/day-numbers.ts';
import { NO_USE, USE_DAYS, USE_RECENT_DAYS, type Use } from './beside.ts';

/** Days on which a customer used what they pay for, logged in, complained; ascending, each once. */
export type UseHistory = { used: Int32Array; logins: Int32Array; complaints: Int32Array };

export const NO_HISTORY: UseHistory = {
  used: new Int32Array(),
  logins: new Int32Array(),
  complaints: new Int32Array(),
};

/** From `from` to before `today`, by COPY, in a transaction: a row per customer and day with anything. */
export async function loadUseHistories(
  ctx: Ctx,
  customerIds: readonly number[],
  from: number,
  today: number,
): Promise<ReadonlyMap<number, UseHistory>> {
  if (customerIds.length === 0) return new Map();
  const stream = await copyOut(
    ctx,
    `select customer_id, on_day - date '1970-01-01' as day, max((k.part = 'behaviour' or k.code = 'visit')::int),
       max((k.code = 'login')::int), max((k.code = 'complaint')::int)
     from (
       select customer_id, kind_id, on_day from interactions.days
       union all select customer_id, kind_id, on_day from interactions.past_days
     ) as summed join interactions.kinds k using (kind_id)
     where customer_id = any('{${customerIds.join(',')}}'::bigint[]) and on_day >= '${dayFromNumber(from)}'
       and on_day < '${dayFromNumber(today)}' and (k.part = 'behaviour' or k.code in ('visit', 'complaint'))
     group by 1, 2 order by 1, 2`,
  );
  const days = new Map<number, [number[], number[], number[]]>();
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + (chunk as Buffer).toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [customerId = 0, day = 0, ...marks] = line.split('\t').map(Number);
      const theirs = days.get(customerId) ?? [[], [], []];
      days.set(customerId, theirs);
      marks.forEach((mark, i) => mark === 1 && theirs[i]!.push(day));
    }
  }
  return new Map(
    [...days].map(([customerId, [used, logins, complaints]]) => [
      customerId,
      { used: Int32Array.from(used), logins: Int32Array.from(logins), complaints: Int32Array.from(complaints) },
    ]),
  );
}

/** What `loadBeside` would have read at the first moment of `day`. */
export function useAsOf({ used }: UseHistory, day: number): Use {
  const use = { ...NO_USE };
  for (const one of used) {
    const ago = day - one;
    if (ago <= 0) break;
    if (ago >= USE_DAYS) continue;
    if (ago < USE_RECENT_DAYS) use.recentDays++;
    else use.earlierDays++;
    use.silence = ago;
  }
  return use;
}

/** The last of these days before `day`; null: none. */
export function lastBefore(days: Int32Array, day: number): number | null {
  let last: number | null = null;
  for (const one of days) {
    if (one >= day) break;
    last = one;
  }
  return last;
}
