import { recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { InvalidError, NotFoundError } from '#platform/errors.ts';
import type { Outcome, Template } from './contract.ts';
import type { TaskKind } from './kinds.ts';
import { OUTCOMES_OF_KIND, SHIPPED_TEMPLATES } from './template-content.ts';

export type ListedTemplate = Template & { changed: boolean; ships: boolean };

/** What ships, overlaid by what people changed, then what they added. */
export async function listTemplates(ctx: Ctx): Promise<ListedTemplate[]> {
  const rows = await ctx.db.selectFrom('tasks.templates').select(['code', 'document']).orderBy('changed_at').execute();
  const own = new Map(rows.map((row) => [row.code, { ...(row.document as Omit<Template, 'code'>), code: row.code }]));
  const shipped = SHIPPED_TEMPLATES.map((template) => ({
    ...(own.get(template.code) ?? template),
    changed: own.has(template.code),
    ships: true,
  }));
  const codes = new Set(SHIPPED_TEMPLATES.map(({ code }) => code));
  const added = [...own.values()].filter(({ code }) => !codes.has(code));
  return [...shipped, ...added.map((template) => ({ ...template, changed: true, ships: false }))];
}

/** Null when nobody knows it any more: old tasks keep its code. */
export async function findTaskTemplate(ctx: Ctx, code: string): Promise<Template | null> {
  return (await listTemplates(ctx)).find((template) => template.code === code) ?? null;
}

export async function getTaskTemplate(ctx: Ctx, code: string): Promise<Template> {
  const template = await findTaskTemplate(ctx, code);
  if (!template) throw new NotFoundError('tasks.template_not_found', 'There is no such template.');
  return template;
}

/** Without a template the kind alone says how it can end. */
export const outcomesOf = (template: Pick<Template, 'outcomes'> | null, kind: TaskKind): readonly Outcome[] =>
  template?.outcomes ?? OUTCOMES_OF_KIND[kind];

export const outcomesByKind = (): Record<TaskKind, Outcome[]> => {
  const { call, wechat, sms, visit, other } = OUTCOMES_OF_KIND;
  return { call: [...call], wechat: [...wechat], sms: [...sms], visit: [...visit], other: [...other] };
};

export async function saveTemplate(ctx: Ctx, template: Template): Promise<Template> {
  if (new Set(template.outcomes.map(({ code }) => code)).size < template.outcomes.length)
    throw new InvalidError('tasks.outcome_twice', 'Each outcome has a code of its own.');
  const before = await findTaskTemplate(ctx, template.code);
  const { code, ...document } = template;
  const row = { document: JSON.stringify(document), changed_at: ctx.now };
  await ctx.db
    .insertInto('tasks.templates')
    .values({ code, ...row })
    .onConflict((conflict) => conflict.column('code').doUpdateSet(row))
    .execute();
  await recordAudit(ctx, [
    { action: 'tasks.template_saved', subjectType: 'settings', subjectId: code, before, after: template },
  ]);
  return template;
}

export async function resetTemplate(ctx: Ctx, code: string): Promise<void> {
  const before = await findTaskTemplate(ctx, code);
  await ctx.db.deleteFrom('tasks.templates').where('code', '=', code).execute();
  await recordAudit(ctx, [{ action: 'tasks.template_reset', subjectType: 'settings', subjectId: code, before }]);
}
