import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import type { TimelineItem, TimelineSource } from '#platform/fields.ts';
import { dayOf } from '#shared/days.ts';

/** Longer without a sign and somebody has gone away: the usual convention of web analytics. */
const PAUSE_MS = 30 * 60_000;
const EVENTS_PER_SITTING_GUESSED = 8;
const PLACES_SHOWN = 6;

const SITTING = 'interaction.sitting';

/**
 * Page views, features used and logins, told as sittings: what lies less than half an hour apart on one day. A sitting
 * stands at its end, so a page of the timeline never cuts one in two. Cost: the events of the sittings shown.
 */
export const sittingTimeline: TimelineSource = {
  kinds: [SITTING],
  list: async (ctx, customerId, before, limit) => {
    const { timeZone } = await getOrganisation(ctx);
    const together = (later: Date, earlier: Date): boolean =>
      later.getTime() - earlier.getTime() <= PAUSE_MS && dayOf(later, timeZone) === dayOf(earlier, timeZone);
    const following = before ? await findFollowing(ctx, customerId, before) : null;
    for (let events = (limit + 1) * EVENTS_PER_SITTING_GUESSED; ; events *= 4) {
      const rows = await newestEvents(ctx, customerId, before, events);
      const sittings = gather(rows, following, together);
      // The oldest may go on before what was read.
      if (rows.length === events) sittings.pop();
      if (sittings.length >= limit || rows.length < events) return sittings.slice(0, limit).map(itemOf);
    }
  },
};

type Event = {
  happened_at: Date;
  code: string;
  seconds: number | null;
  page: string | null;
  title: string | null;
  feature: string | null;
};

async function newestEvents(ctx: Ctx, customerId: number, before: Date | null, limit: number): Promise<Event[]> {
  const { rows } = await sql<Event>`
    select i.happened_at, k.code, i.seconds, i.page, i.detail ->> 'title' as title, i.detail ->> 'feature' as feature
    from interactions.kinds k
    cross join lateral (
      select * from interactions.interactions i
      where i.customer_id = ${customerId} and i.kind_id = k.kind_id and i.happened_at <= ${ctx.now}
        ${before ? sql`and i.happened_at < ${before}` : sql``}
      order by i.happened_at desc limit ${limit}
    ) as i
    where k.shown = 'sitting'
    order by i.happened_at desc, i.event_id limit ${limit}`.execute(ctx.db);
  return rows;
}

/** The first event from `before` on: what reaches up to it belongs to a sitting that was told already. */
async function findFollowing(ctx: Ctx, customerId: number, before: Date): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(i.happened_at) as at
    from interactions.kinds k
    cross join lateral (
      select happened_at from interactions.interactions i
      where i.customer_id = ${customerId} and i.kind_id = k.kind_id and i.happened_at <= ${ctx.now} and i.happened_at >= ${before}
      order by i.happened_at limit 1
    ) as i
    where k.shown = 'sitting'`.execute(ctx.db);
  return rows[0]?.at ?? null;
}

type Sitting = [Event, ...Event[]];

/** Events newest first into sittings newest first, without the one that goes on after `following`. */
export function gather(
  events: readonly Event[],
  following: Date | null,
  together: (later: Date, earlier: Date) => boolean,
): Sitting[] {
  const sittings: Sitting[] = [];
  let later = following;
  let told = following !== null;
  for (const event of events) {
    const goesOn = later !== null && together(later, event.happened_at);
    if (!goesOn) told = false;
    const sitting = sittings.at(-1);
    if (!told) {
      if (goesOn && sitting) sitting.push(event);
      else sittings.push([event]);
    }
    later = event.happened_at;
  }
  return sittings;
}

function itemOf(sitting: Sitting): TimelineItem {
  const [last] = sitting;
  const first = sitting.at(-1) ?? last;
  const views = sitting.filter((event) => event.code === 'page_view');
  const places = unique(views.map((view) => view.title ?? view.page).toReversed());
  const features = unique(sitting.map((event) => event.feature).toReversed());
  return {
    key: `sitting-${last.happened_at.toISOString()}`,
    at: last.happened_at,
    kind: SITTING,
    detail: {
      startedAt: first.happened_at.toISOString(),
      seconds: sitting.reduce((total, event) => total + (event.seconds ?? 0), 0),
      pageViews: views.length,
      logins: sitting.filter((event) => event.code === 'login').length,
      places: places.slice(0, PLACES_SHOWN),
      morePlaces: Math.max(0, places.length - PLACES_SHOWN),
      features: features.slice(0, PLACES_SHOWN),
    },
  };
}

const unique = (values: readonly (string | null)[]): string[] => [...new Set(values.filter((value) => value !== null))];
