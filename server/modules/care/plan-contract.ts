import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { pageOf, pageQuery } from '#shared/page.ts';
import { cents, currency, day, id, idParam, instant } from '#shared/wire.ts';
import { code, twoTexts } from './contract.ts';

const count = z.number().int().min(0);
const amount = z.number().int().min(0).max(1_000_000_000_00);
const planParams = z.object({ planId: idParam });
const goalRate = z.number().min(0.01).max(1);

export const winBackPlan = z.object({
  planId: id,
  name: z.string(),
  goalRate: z.number(),
  reasonCode: z.string().nullable(),
  playbook: z.string(),
  playbookName: twoTexts,
  ownerId: z.string(),
  ownerName: z.string().nullable(),
  startsOn: day,
  endsOn: day,
  budgetCents: cents,
  spentCents: cents,
  note: z.string().nullable(),
  state: z.enum(['running', 'ended']),
  review: z.string().nullable(),
  members: count,
  recalled: count,
  recallRate: z.number().nullable(),
  recalledNetCents: cents,
  tasksOpen: count,
  tasksDone: count,
});
export type WinBackPlan = z.infer<typeof winBackPlan>;

export const listWinBackPlans = endpoint({
  method: 'GET',
  path: '/api/care/win-back',
  summary: 'Plans to win customers back, with how far they have come',
  permission: 'care.read',
  scope: 'customers',
  response: z.object({
    rows: z.array(winBackPlan),
    currency,
    definitions: z.record(z.string(), z.string()),
  }),
});

export const createWinBackPlan = endpoint({
  method: 'POST',
  path: '/api/care/win-back',
  summary: 'Plan to win customers back: goal, means, owner, timetable, budget; its steps become tasks',
  permission: 'care.lead_plans',
  scope: 'customers',
  idempotency: 'a name that is taken is refused',
  body: z
    .object({
      name: z.string().trim().min(1).max(80),
      goalRate,
      /** Only customers of whom this reason is on record. */
      reasonCode: code.nullable().default(null),
      playbook: code,
      ownerId: z.string().min(1).max(64),
      startsOn: day,
      endsOn: day,
      budgetCents: amount,
      note: z.string().trim().max(2_000).nullable().default(null),
      /** So many of those who left, or of a segment, the best former customers first. */
      top: z.number().int().min(1).max(200).optional(),
      segmentId: id.optional(),
      customerIds: z.array(id).min(1).max(200).optional(),
    })
    .refine((plan) => plan.endsOn >= plan.startsOn, { path: ['endsOn'], message: 'lies before the start' })
    .refine((plan) => Boolean(plan.top) !== Boolean(plan.customerIds), {
      path: ['top'],
      message: 'choose a number or customers, not both',
    }),
  response: winBackPlan,
});

export const updateWinBackPlan = endpoint({
  method: 'PATCH',
  path: '/api/care/win-back/:planId',
  summary: 'Note what was spent, adjust the goal, or end a plan with what was learnt',
  permission: 'care.lead_plans',
  scope: 'customers',
  idempotency: 'sets values',
  params: planParams,
  body: z.object({
    goalRate: goalRate.optional(),
    spentCents: amount.optional(),
    endsOn: day.optional(),
    note: z.string().trim().max(2_000).nullable().optional(),
    state: z.enum(['running', 'ended']).optional(),
    review: z.string().trim().max(4_000).nullable().optional(),
  }),
  response: winBackPlan,
});

export const planMember = z.object({
  customerId: id,
  code: z.string(),
  name: z.string().nullable(),
  ownerName: z.string().nullable(),
  /** Net spend before joining. */
  formerNetCents: cents,
  tasksOpen: count,
  tasksDone: count,
  /** How the last of them ended. */
  lastResult: z.string().nullable(),
  lastOutcome: twoTexts.nullable(),
  recalledAt: instant.nullable(),
  recalledNetCents: cents,
});
export type PlanMember = z.infer<typeof planMember>;

export const listPlanMembers = endpoint({
  method: 'GET',
  path: '/api/care/win-back/:planId/members',
  summary: 'Who is in a plan, what was done, and who came back',
  permission: 'care.read',
  scope: 'customers',
  params: planParams,
  response: z.object({ plan: winBackPlan, rows: z.array(planMember) }),
});

// ——— Interviews ——————————————————————————————————————————————————————————————————————————————————————————————————————

const said = z.string().trim().max(1_000).nullable().default(null);

export const interviewDraft = z.object({
  reasonCode: code,
  choseFor: said,
  leftFor: said,
  usesNow: said,
  wouldChange: said,
  wouldReturn: z.enum(['yes', 'maybe', 'no']),
});

export const interview = z.object({
  customerId: id,
  customer: z.object({ code: z.string(), name: z.string().nullable() }),
  key: z.string(),
  heldAt: instant,
  heldByName: z.string().nullable(),
  reasonCode: z.string(),
  choseFor: z.string().nullable(),
  leftFor: z.string().nullable(),
  usesNow: z.string().nullable(),
  wouldChange: z.string().nullable(),
  wouldReturn: z.enum(['yes', 'maybe', 'no']),
});
export type Interview = z.infer<typeof interview>;

export const recordInterview = endpoint({
  method: 'POST',
  path: '/api/customers/:customerId/interviews',
  summary: 'Write down what a lost customer said',
  permission: 'care.work',
  scope: 'customers',
  idempotency: 'one interview per customer and key; a later call corrects it',
  params: z.object({ customerId: idParam }),
  body: interviewDraft.extend({ key: z.string().trim().min(1).max(80) }),
  response: interview,
});

export const listInterviews = endpoint({
  method: 'GET',
  path: '/api/care/interviews',
  summary: 'What lost customers said, newest first, and how often each reason',
  permission: 'care.read',
  scope: 'customers',
  query: pageQuery.extend({ reason: z.string().max(40).optional(), customerId: idParam.optional() }),
  response: pageOf(interview).extend({ reasons: z.array(twoTexts.extend({ code: z.string(), interviews: count })) }),
});

// ——— Stages ——————————————————————————————————————————————————————————————————————————————————————————————————————————

export const listStageStrategies = endpoint({
  method: 'GET',
  path: '/api/care/stages',
  summary: 'Each stage with who is in it, who came and went, how long they stay, and what to do',
  permission: 'care.read',
  scope: 'customers',
  response: z.object({
    rows: z.array(
      twoTexts.extend({
        code: z.string(),
        customers: count,
        came: count,
        went: count,
        medianDays: z.number().nullable(),
        expectedNetCents: cents,
        playbooks: z.array(z.object({ code: z.string(), name: twoTexts, idea: twoTexts })),
      }),
    ),
    days: z.number().int(),
    currency,
  }),
});
