import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { visibleCustomers } from '#modules/customers/index.ts';
import { listTemplates, recordTasks } from '#modules/tasks/index.ts';
import type { Ctx } from '#platform/context.ts';
import type { FieldUse } from '#platform/fields.ts';
import { InvalidError, NotFoundError } from '#platform/errors.ts';
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';
import { dayOf, momentOf } from '#shared/days.ts';
import type { AnswerOf, BodyOf } from '#shared/endpoint.ts';
import { carersOf } from './carers.ts';
import { listDocuments, resetDocument, saveDocument } from './documents.ts';
import { applyEffects, refuseEffects } from './playbook-effects.ts';
import { SHIPPED_PLAYBOOKS } from './playbook-content.ts';
import type * as contract from './playbook-contract.ts';
import type { Playbook } from './playbook-contract.ts';

type Listed = AnswerOf<typeof contract.listPlaybooks>['rows'][number];

/** Those saved before there were effects have none. */
type Saved = Omit<Playbook, 'code' | 'effects'> & Partial<Pick<Playbook, 'effects'>>;

/** What ships, overlaid by what people changed, then what they added. */
export async function listPlaybooks(ctx: Ctx): Promise<Listed[]> {
  const saved = new Map(
    [...(await listDocuments<Saved>(ctx, 'playbook'))].map(([code, document]) => [code, { effects: [], ...document }]),
  );
  const shipped = new Set(SHIPPED_PLAYBOOKS.map(({ code }) => code));
  const added = [...saved].filter(([code]) => !shipped.has(code)).map(([code, document]) => ({ ...document, code }));
  return [
    ...SHIPPED_PLAYBOOKS.map((playbook) => ({ ...playbook, ...saved.get(playbook.code), ships: true })),
    ...added.map((playbook) => ({ ...playbook, ships: false })),
  ].map((playbook) => ({ ...playbook, changed: saved.has(playbook.code), filters: filtersOf(playbook) }));
}

/** Of the customer list: who it fits. */
const filtersOf = ({ fits }: Playbook): string[] => [
  ...(fits.classes.length > 0 ? [`scoring.class4:is:${fits.classes.join(',')}`] : []),
  ...(fits.classes.length === 0 && fits.stages.length > 0 ? [`scoring.stage:is:${fits.stages.join(',')}`] : []),
];

export async function getPlaybook(ctx: Ctx, code: string): Promise<Listed> {
  const playbook = (await listPlaybooks(ctx)).find((one) => one.code === code);
  if (!playbook) throw new NotFoundError('care.no_such_playbook', 'There is no such playbook.');
  return playbook;
}

export async function savePlaybook(ctx: Ctx, playbook: Playbook): Promise<Playbook> {
  const known = new Set((await listTemplates(ctx)).map((template) => template.code));
  const unknown = playbook.steps.find((step) => !known.has(step.templateCode));
  if (unknown)
    throw new InvalidError('care.unknown_template', `"${unknown.templateCode}" is no template of tasks.`, [
      { path: 'steps', code: 'care.unknown_template', message: unknown.templateCode },
    ]);
  await refuseEffects(ctx, playbook.effects);
  const { code, ...document } = playbook;
  await saveDocument(ctx, 'playbook', code, document);
  return playbook;
}

/** Playbooks that give a tag or put into a segment: neither goes while they do. */
export const usedByPlaybooks: FieldUse = async (ctx, code) =>
  (await listPlaybooks(ctx))
    .filter(({ effects }) => effects.some((effect) => codeOf(effect) === code))
    .map(({ name }) => ({ kind: 'playbook', name }));

function codeOf(effect: Playbook['effects'][number]): string | null {
  if (effect.do === 'tag') return `customers.tags:${effect.tagId}`;
  return effect.do === 'segment' ? `segments.segment:${effect.segmentId}` : null;
}

export const resetPlaybook = (ctx: Ctx, code: string): Promise<void> => resetDocument(ctx, 'playbook', code);

type Applied = AnswerOf<typeof contract.applyPlaybook>;

/**
 * What it does at once, then the steps as tasks for whoever cares for each customer. Applied twice, a step that is still
 * open stays the one it is.
 */
export async function applyPlaybook(
  ctx: Ctx,
  code: string,
  chosen: BodyOf<typeof contract.applyPlaybook>,
): Promise<Applied> {
  const playbook = await getPlaybook(ctx, code);
  const customerIds =
    'top' in chosen ? await bestFitting(ctx, playbook, chosen.top) : await visibleOf(ctx, chosen.customerIds);
  return giveSteps(ctx, playbook, customerIds, `playbook:${code}`);
}

/** `key` names whom the steps are given for: a playbook, or one plan that uses it. */
export async function giveSteps(
  ctx: Ctx,
  playbook: Playbook,
  customerIds: readonly number[],
  key: string,
): Promise<Applied> {
  const { timeZone } = await getOrganisation(ctx);
  const today = dayNumber(dayOf(ctx.now, timeZone));
  const templates = new Map((await listTemplates(ctx)).map((template) => [template.code, template]));
  const effects = await applyEffects(ctx, playbook, customerIds);
  const carers = await carersOf(ctx, customerIds);
  const reason = { zh: `方案“${playbook.name.zh}”`, en: `Playbook "${playbook.name.en}"` };
  const recorded = await recordTasks(
    ctx,
    customerIds.flatMap((customerId) =>
      playbook.steps.map((step, n) => {
        const template = templates.get(step.templateCode);
        const day = dayFromNumber(today + step.afterDays);
        return {
          customerId,
          kind: template?.kind ?? ('other' as const),
          title: step.title,
          reason,
          templateCode: step.templateCode,
          priority: template?.priority ?? (2 as const),
          ownerId: carers.get(customerId) ?? null,
          followsOwner: true,
          dueAt: momentOf(day, DUE_HOUR * 3_600_000, timeZone),
          causeKey: `${key}:${n}`,
          cause: { source: 'playbook', playbook: playbook.code, step: n },
          needsReason: template?.needsReason ?? false,
        };
      }),
    ),
  );
  const created = recorded.filter(({ outcome }) => outcome === 'created').length;
  return { customers: customerIds.length, created, known: recorded.length - created, effects };
}

const DUE_HOUR = 18;

async function bestFitting(ctx: Ctx, { fits }: Playbook, top: number): Promise<number[]> {
  if (fits.classes.length === 0 && fits.stages.length === 0)
    throw new InvalidError('care.choose_customers', 'This playbook does not say whom it is for: choose customers.');
  const { rows } = await sql<{ customer_id: number }>`
    select customer_id from scoring.scores s join customers.customers c using (customer_id)
    where ${visibleCustomers(ctx)}
      and (s.class4 = any(${fits.classes}::text[]) or (${fits.classes.length === 0} and s.stage = any(${fits.stages}::text[])))
    order by s.expected_net_cents desc nulls last, customer_id desc limit ${top}`.execute(ctx.db);
  return rows.map((row) => row.customer_id);
}

async function visibleOf(ctx: Ctx, customerIds: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ customer_id: number }>`
    select customer_id from customers.customers c
    where customer_id = any(${customerIds}::bigint[]) and ${visibleCustomers(ctx)}`.execute(ctx.db);
  return rows.map((row) => row.customer_id);
}
