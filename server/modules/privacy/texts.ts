/** The wording customers agree to. Published for good: who agreed to version 2 agreed to what version 2 says. */
import { sql } from 'kysely';
import { recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import type { BodyOf } from '#shared/endpoint.ts';
import type * as contract from './contract.ts';
import type { ConsentText, Purpose } from './contract.ts';

export async function listTexts(ctx: Ctx): Promise<ConsentText[]> {
  const { rows } = await sql<ConsentText>`
    select text_id as "textId", purpose, version, title_zh as "titleZh", body_zh as "bodyZh", title_en as "titleEn",
      body_en as "bodyEn", published_at as "publishedAt", published_by as "publishedBy"
    from privacy.consent_texts order by purpose, version desc`.execute(ctx.db);
  return rows;
}

export async function publishText(ctx: Ctx, draft: BodyOf<typeof contract.publishConsentText>): Promise<ConsentText> {
  const newest = (await listTexts(ctx)).find((text) => text.purpose === draft.purpose);
  const same =
    newest &&
    (['titleZh', 'bodyZh', 'titleEn', 'bodyEn'] as const).every((language) => newest[language] === draft[language]);
  if (same) return newest;
  const version = (newest?.version ?? 0) + 1;
  const { text_id: textId } = await ctx.db
    .insertInto('privacy.consent_texts')
    .values({
      purpose: draft.purpose,
      version,
      title_zh: draft.titleZh,
      body_zh: draft.bodyZh,
      title_en: draft.titleEn,
      body_en: draft.bodyEn,
      published_at: ctx.now,
      published_by: ctx.actor.name,
    })
    .returning('text_id')
    .executeTakeFirstOrThrow();
  await recordAudit(ctx, [
    {
      action: 'consent_texts.published',
      subjectType: 'consent_text',
      subjectId: textId,
      after: { purpose: draft.purpose, version },
    },
  ]);
  return { ...draft, textId, version, publishedAt: ctx.now, publishedBy: ctx.actor.name };
}

/** The newest version of each purpose, and the ids of all by `purpose.version`. */
export async function newestVersions(
  ctx: Ctx,
): Promise<{ newest: ReadonlyMap<Purpose, number>; ids: ReadonlyMap<string, number> }> {
  const texts = await listTexts(ctx);
  return {
    newest: new Map(texts.toReversed().map((text) => [text.purpose, text.version])),
    ids: new Map(texts.map((text) => [`${text.purpose}.${text.version}`, text.textId])),
  };
}
