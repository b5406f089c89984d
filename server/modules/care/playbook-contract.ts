import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { done, id } from '#shared/wire.ts';
import { code } from './contract.ts';

const text = (max: number) =>
  z.object({ zh: z.string().trim().min(1).max(max), en: z.string().trim().min(1).max(max) });
const codes = z.array(z.string().max(40)).max(20);

/** What is done at once when a playbook is applied. `owner`: by the rule of the class, for whoever has none. */
export const effect = z.discriminatedUnion('do', [
  z.object({ do: z.literal('tag'), tagId: id }),
  z.object({ do: z.literal('segment'), segmentId: id }),
  z.object({ do: z.literal('owner') }),
  z.object({
    do: z.literal('rhythm'),
    /** Return visits every so many days, and for how long, before the rhythm of the class holds again. */
    everyDays: z.number().int().min(1).max(365),
    forDays: z.number().int().min(7).max(730),
  }),
]);
export type Effect = z.infer<typeof effect>;

export const playbook = z.object({
  code,
  group: z.enum(['class', 'stage', 'reason', 'trade']),
  name: text(80),
  idea: text(1_000),
  /** Whom it is for; nobody in particular where all three are empty. */
  fits: z.object({ classes: codes, stages: codes, reasons: codes }),
  steps: z
    .array(z.object({ templateCode: code, afterDays: z.number().int().min(0).max(365), title: text(120) }))
    .min(1)
    .max(12),
  effects: z.array(effect).max(6),
  measure: text(300),
});
export type Playbook = z.infer<typeof playbook>;

export const listPlaybooks = endpoint({
  method: 'GET',
  path: '/api/care/playbooks',
  summary:
    'Ways of caring that can be applied: steps as tasks and what is done at once, by class, stage, reason or trade',
  permission: 'care.read',
  scope: 'none',
  response: z.object({
    rows: z.array(playbook.extend({ changed: z.boolean(), ships: z.boolean(), filters: z.array(z.string()) })),
  }),
});

export const savePlaybook = endpoint({
  method: 'PUT',
  path: '/api/care/playbooks/:code',
  summary: 'Make or change a playbook',
  permission: 'care.configure',
  scope: 'none',
  idempotency: 'sets values by code',
  params: z.object({ code }),
  body: playbook.omit({ code: true }).extend({ effects: playbook.shape.effects.default([]) }),
  response: playbook,
});

export const resetPlaybook = endpoint({
  method: 'DELETE',
  path: '/api/care/playbooks/:code',
  summary: 'Put a playbook back as it shipped, or take away one of our own',
  permission: 'care.configure',
  scope: 'none',
  idempotency: 'what is not there stays away',
  params: z.object({ code }),
  response: done,
});

export const applyPlaybook = endpoint({
  method: 'POST',
  path: '/api/care/playbooks/:code/apply',
  summary: 'Apply a playbook, its steps as tasks: to some customers, or to the most valuable ones it fits',
  permission: 'care.work',
  scope: 'customers',
  idempotency: 'one open task per customer and step; what is done at once changes nobody twice',
  params: z.object({ code }),
  body: z.union([
    z.object({ customerIds: z.array(id).min(1).max(200) }),
    z.object({ top: z.number().int().min(1).max(100) }),
  ]),
  response: z.object({
    customers: z.number().int(),
    created: z.number().int(),
    known: z.number().int(),
    effects: z.array(z.object({ do: z.enum(['tag', 'segment', 'owner', 'rhythm']), changed: z.number().int() })),
  }),
});
