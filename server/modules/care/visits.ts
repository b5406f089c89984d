import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { findTaskTemplate, recordTasks } from '#modules/tasks/index.ts';
import type { Ctx } from '#platform/context.ts';
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';
import { dayOf, momentOf, startOfDay } from '#shared/days.ts';
import { carersOf } from './carers.ts';
import { lastContact } from './last-contact.ts';
import { plural } from './named.ts';
import { policiesInForce, type NamedPolicy } from './policies.ts';
import { getCareSettings } from './settings.ts';
import { dayWords } from './sightings.ts';
import { slotOf, spreadVisits, type Wish } from './spread.ts';

const TEMPLATE = 'return_visit';
const CAUSE = 'care:visit';
/** A visit is wanted by the end of its working day. */
const DUE_HOUR = 18;
/** A word shortly before the customer would buy anyway is worth more than one just after. */
const DAYS_BEFORE_PURCHASE = 3;
const RHYTHM_WINDOW_DAYS = 14;
const DAY_MS = 86_400_000;

type Candidate = {
  customer_id: number;
  /** Null for whoever is not judged: then only a rhythm of their own counts. */
  class4: string | null;
  last_contact: string | null;
  next_purchase: string | null;
  expected: number;
  /** A rhythm of the customer's own, while it lasts. */
  own_every: number | null;
};

/**
 * Plans return visits ahead by the rhythm of each class and the customer's own: at most one open visit a customer, none
 * where work is open or somebody spoke with them lately, spread over working days and people. Answers how many are new.
 */
export async function planVisits(ctx: Ctx): Promise<number> {
  const settings = await getCareSettings(ctx);
  const { timeZone } = await getOrganisation(ctx);
  const today = dayNumber(dayOf(ctx.now, timeZone));
  const lastDay = dayFromNumber(today + settings.visitDaysAhead);
  const policies = new Map((await policiesInForce(ctx)).map((policy) => [policy.code, policy]));
  const candidates = await findCandidates(ctx, policies, settings.restDays, timeZone);
  const carers = await carersOf(
    ctx,
    candidates.map((one) => one.customer_id),
  );
  const byId = new Map(candidates.map((one) => [one.customer_id, one]));
  const wishes = candidates.flatMap((one): Wish[] => {
    const personId = carers.get(one.customer_id);
    const day = dayFromNumber(wishedDay(one, policies.get(one.class4 ?? ''), today));
    return personId && day <= lastDay ? [{ customerId: one.customer_id, personId, day, worthCents: one.expected }] : [];
  });
  const placed = spreadVisits(wishes, {
    perDay: settings.visitsPerDay,
    lastDay,
    workdays: settings.workdays,
    taken: await takenSlots(ctx, timeZone),
  });
  const template = await findTaskTemplate(ctx, TEMPLATE);
  const made = await recordTasks(
    ctx,
    placed.map(({ customerId, personId, day }) => ({
      customerId,
      kind: policies.get(byId.get(customerId)?.class4 ?? '')?.contactKind ?? 'call',
      title: template?.name ?? { zh: '定期回访', en: 'Regular visit' },
      reason: reasonOf(byId.get(customerId), policies),
      templateCode: TEMPLATE,
      priority: 3,
      ownerId: personId,
      followsOwner: true,
      dueAt: momentOf(day, DUE_HOUR * 3_600_000, timeZone),
      expiresAt: new Date(startOfDay(day, timeZone).getTime() + 15 * DAY_MS),
      causeKey: CAUSE,
      cause: { source: 'care', rule: 'visit' },
      worthCents: byId.get(customerId)?.expected ?? null,
    })),
  );
  return made.filter(({ outcome }) => outcome === 'created').length;
}

/** Bought before, of a class with a rhythm or with one of their own, with somebody who cares for them, and nothing open or lately said. */
async function findCandidates(
  ctx: Ctx,
  policies: ReadonlyMap<string, NamedPolicy>,
  restDays: number,
  timeZone: string,
): Promise<Candidate[]> {
  const rhythmic = [...policies.values()].filter(({ contactEveryDays }) => contactEveryDays !== null);
  const { rows } = await sql<Candidate>`
    select c.customer_id, s.class4, (${lastContact(ctx)} at time zone ${timeZone})::date::text as last_contact,
      (r.last_purchase_day + round(s.own_gap_days)::int)::text as next_purchase, coalesce(s.expected_net_cents, 0) as expected,
      w.every_days as own_every
    from customers.customers c join orders.rollups r using (customer_id) left join scoring.scores s using (customer_id)
    left join interactions.rollups i using (customer_id)
    left join care.rhythms w on w.customer_id = c.customer_id and w.until >= ${dayOf(ctx.now, timeZone)}::date
    left join lateral (
      select max(closed_at) filter (where state = 'done') as done_at, bool_or(state = 'open') as open
      from tasks.tasks t where t.customer_id = c.customer_id) lately on true
    where (s.class4 = any(${rhythmic.map(({ code }) => code)}::text[]) or w.every_days is not null)
      and c.owner_id is not null
      and not coalesce(lately.open, false)
      and coalesce(${lastContact(ctx)}, '-infinity') < ${ctx.now}::timestamptz - make_interval(days => ${restDays}::int)`.execute(
    ctx.db,
  );
  return rows;
}

/**
 * The class's rhythm after the last word, drawn to a few days before the expected purchase when that is near. Whoever was
 * never spoken to is taken in turn over one rhythm, so that a new house is not visited all in one week.
 */
export function wishedDay(one: Candidate, policy: NamedPolicy | undefined, today: number): number {
  const every = one.own_every ?? policy?.contactEveryDays ?? 90;
  const byRhythm =
    one.last_contact === null ? today + 1 + (one.customer_id % every) : dayNumber(one.last_contact) + every;
  if (one.next_purchase === null) return Math.max(today + 1, byRhythm);
  const before = dayNumber(one.next_purchase) - DAYS_BEFORE_PURCHASE;
  const near = Math.abs(before - byRhythm) <= RHYTHM_WINDOW_DAYS;
  return Math.max(today + 1, near ? before : byRhythm);
}

async function takenSlots(ctx: Ctx, timeZone: string): Promise<Map<string, number>> {
  const { rows } = await sql<{ owner_id: string; day: string; visits: number }>`
    select owner_id, (due_at at time zone ${timeZone})::date::text as day, count(*)::int as visits
    from tasks.tasks where state = 'open' and owner_id is not null and template_code = ${TEMPLATE}
    group by 1, 2`.execute(ctx.db);
  return new Map(rows.map((row) => [slotOf(row.owner_id, row.day), row.visits]));
}

/** Days are named, not counted: the reason is read when the visit is due. */
function reasonOf(one: Candidate | undefined, policies: ReadonlyMap<string, NamedPolicy>) {
  const policy = one && policies.get(one.class4 ?? '');
  const every = one?.own_every ?? policy?.contactEveryDays ?? null;
  if (!one || every === null) return null;
  const last = one.last_contact === null ? null : dayWords(one.last_contact);
  const ofClass = one.own_every === null && policy;
  const whose = ofClass ? policy.name : { zh: '这位客户', en: 'This customer' };
  return {
    zh: `${whose.zh}每 ${every} 天联系一次，${last ? `上次联系在 ${last.zh}` : '还没有联系记录'}`,
    en: `${whose.en}: a word every ${plural(every, 'day')}, ${last ? `the last one on ${last.en}` : 'none on record yet'}`,
  };
}
