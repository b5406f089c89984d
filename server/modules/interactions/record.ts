import { recordAudit } from '#modules/access/index.ts';
import { hearSources } from '#modules/ingest/index.ts';
import { normalizeEmail, normalizePhone } from '#platform/contacts.ts';
import type { Ctx } from '#platform/context.ts';
import { recordAtOnce, type CalledRow } from './at-once.ts';
import {
  interactionDraft,
  type InteractionCounts,
  type InteractionDraft,
  type InteractionInput,
  type RefusedInteraction,
} from './contract.ts';
import { listKinds } from './kinds.ts';

/** What a batch holds: drafts that read well, and what came instead of one. */
export type Candidate = { draft: InteractionDraft; raw: null } | { draft: null; raw: unknown };

export type RecordedInteractions = InteractionCounts & { refused: RefusedInteraction[] };

export type RecordOptions = {
  /** Who of the staff did it. */
  actorId?: string | null;
  /** Whether a customer nobody knows is made, as a source of record may; else their events wait with the visitor. */
  makesCustomers?: boolean;
};

/** Clocks of other machines run ahead a little. */
const MOST_AHEAD_MS = 10 * 60_000;

/**
 * Records interactions in the caller's transaction. A draft that cannot be taken is answered with its reason and the others
 * are recorded.
 */
export async function recordInteractions(
  ctx: Ctx,
  drafts: readonly (InteractionInput | InteractionDraft)[],
  options: RecordOptions = {},
): Promise<RecordedInteractions> {
  return recordCandidates(
    ctx,
    drafts.map((raw) => {
      const read = interactionDraft.safeParse(wireOf(raw));
      return read.success ? { draft: read.data, raw: null } : { draft: null, raw: wireOf(raw) };
    }),
    options,
  );
}

/** Callers inside the house hold dates, the wire holds text. */
const wireOf = (raw: InteractionInput | InteractionDraft): unknown => ({
  ...raw,
  at: raw.at instanceof Date ? raw.at.toISOString() : raw.at,
});

export async function recordCandidates(
  ctx: Ctx,
  candidates: readonly Candidate[],
  { actorId = null, makesCustomers = true }: RecordOptions = {},
): Promise<RecordedInteractions> {
  const kinds = new Set((await listKinds(ctx)).map((kind) => kind.code));
  const total: RecordedInteractions = { ...NOTHING, refused: [] };
  const sound: Placed[] = [];
  candidates.forEach(({ draft, raw }, index) => {
    const problem = draft ? problemOf(ctx, draft, kinds) : misread(raw);
    if (problem || !draft) total.refused.push({ index, externalId: referenceOf(draft ?? raw), ...(problem ?? UNREAD) });
    else sound.push({ draft, index });
  });
  const bySource = Map.groupBy(sound, ({ draft }) => draft.source);
  const sources = await hearSources(
    ctx,
    sound.map(({ draft }) => draft.source),
  );
  for (const [code, placed] of bySource) {
    const source = { sourceId: sources.get(code)?.sourceId ?? 0, sourceCode: code };
    const rows = placed.map((one) => rowOf(one, actorId));
    const { outOfSight, ...counts } = await recordAtOnce(ctx, source, rows, makesCustomers);
    for (const key of Object.keys(NOTHING) as (keyof InteractionCounts)[]) total[key] += counts[key];
    for (const index of outOfSight)
      total.refused.push({
        index,
        externalId: referenceOf(placed.find((one) => one.index === index)?.draft),
        ...UNSEEN,
      });
  }
  total.refused.sort((a, b) => a.index - b.index);
  return total;
}

const NOTHING: InteractionCounts = { created: 0, repeated: 0, waiting: 0, dropped: 0, customersCreated: 0 };

type Placed = { draft: InteractionDraft; index: number };
type Problem = Pick<RefusedInteraction, 'code' | 'message'>;

const UNREAD: Problem = { code: 'interactions.invalid', message: 'is no interaction' };
const UNSEEN: Problem = { code: 'customers.not_found', message: 'customer: there is no such customer' };

function problemOf(ctx: Ctx, draft: InteractionDraft, kinds: ReadonlySet<string>): Problem | null {
  if (!kinds.has(draft.kind))
    return { code: 'interactions.unknown_kind', message: `kind: "${draft.kind}" is no kind of interaction` };
  if (draft.at.getTime() > ctx.now.getTime() + MOST_AHEAD_MS)
    return { code: 'interactions.in_future', message: 'at: has not happened yet' };
  if (draft.customer?.phone && !normalizePhone(draft.customer.phone))
    return { code: 'phone.invalid', message: 'customer.phone: is not a telephone number' };
  return null;
}

function misread(raw: unknown): Problem {
  const read = interactionDraft.safeParse(raw);
  const issues = read.error?.issues ?? [];
  return {
    code: 'interactions.invalid',
    message: issues
      .map((issue) => `${issue.path.join('.')}: ${issue.message}`)
      .join('; ')
      .slice(0, 500),
  };
}

function referenceOf(raw: unknown): string | null {
  const value = (raw as { externalId?: unknown } | null | undefined)?.externalId;
  return typeof value === 'string' ? value.slice(0, 120) : null;
}

/** `row_no` is the place in the caller's batch, so that what is refused later can still be named. */
function rowOf({ draft, index }: Placed, actorId: string | null): CalledRow {
  const customer = draft.customer ?? {};
  return {
    row_no: index,
    event_ref: draft.externalId,
    kind: draft.kind,
    happened_at: draft.at.toISOString(),
    customer_id: customer.customerId ?? null,
    external_source: customer.source ?? null,
    external_customer: customer.externalId ?? null,
    phone: customer.phone ? normalizePhone(customer.phone) : null,
    email: customer.email ? normalizeEmail(customer.email) : null,
    customer_name: customer.name ?? null,
    anonymous_id: draft.anonymousId ?? null,
    seconds: draft.seconds ?? null,
    inbound: draft.direction ? draft.direction === 'in' : null,
    actor_id: actorId,
    page: draft.page ?? null,
    content: draft.content ?? null,
    detail: detailOf(draft),
  };
}

/** Null when nothing is told: most rows of a shop are bare, and an empty object would be kept ten million times. */
function detailOf(draft: InteractionDraft): string | null {
  const { title, feature, channel, outcome, needs, properties } = draft;
  const told = Object.entries({ title, feature, channel, outcome, needs, ...(properties && { properties }) });
  const said = told.filter(([, value]) => value !== undefined);
  return said.length > 0 ? JSON.stringify(Object.fromEntries(said)) : null;
}

/** The trail tells of batches by their counts; events by the thousand would drown it. */
export async function auditBatch(ctx: Ctx, outcome: RecordedInteractions): Promise<void> {
  const { refused, ...counts } = outcome;
  await recordAudit(ctx, [
    {
      action: 'interactions.recorded',
      subjectType: 'interactions',
      subjectId: null,
      after: { ...counts, refused: refused.length },
    },
  ]);
}
