/** The kinds of records that files may hold, as the wizard shows them. */
import type { Actor, Ctx } from '#platform/context.ts';
import type { Importer } from '#platform/importer.ts';
import type { ImportKind } from './contract.ts';

/** What somebody may import: `ingest.import` opens the door, each kind has its own permission. */
export function importersFor(
  ctx: Ctx,
  importers: readonly Importer[],
  allows: (actor: Actor, permission: string) => boolean,
): Promise<Importer[]> {
  const { actor } = ctx;
  const own = importers.filter((importer) => actor.kind === 'system' || allows(actor, importer.permission));
  return currentImporters(ctx, own);
}

/** With the fields they have now. */
export const currentImporters = (ctx: Ctx, importers: readonly Importer[]): Promise<Importer[]> =>
  Promise.all(importers.map(async (importer) => (await importer.current?.(ctx)) ?? importer));

export const kindOf = (importer: Importer): ImportKind => ({
  kind: importer.kind,
  fields: importer.fields.map((field) => ({
    code: field.code,
    type: field.type,
    required: field.required ?? false,
    shareable: field.shareable ?? false,
    choices: field.choices ? Object.keys(field.choices) : null,
    headers: [...field.synonyms],
  })),
  needsOneOf: importer.needsOneOf.map((group) => [...group]),
  policies: [...(importer.policies ?? [])],
  presets: (importer.presets ?? []).map(({ code }) => code),
  takesNewFields: importer.addFields !== undefined,
  matchKeys: [...(importer.matchKeys ?? [])],
});
