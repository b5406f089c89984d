/** Groups that share exact keys throughout, merged without looking at each: only where the settings allow it. */
import type { Ctx } from '#platform/context.ts';
import { ConflictError, ForbiddenError } from '#platform/errors.ts';
import type { AnswerOf } from '#shared/endpoint.ts';
import type * as contract from '../duplicates-contract.ts';
import { mergeCustomers, previewMerge } from '../merge.ts';
import type { Tables } from '../merge-rows.ts';
import { listDuplicates } from './groups.ts';
import { getDuplicateSettings } from './settings.ts';

/** Few enough that a call is over in a second or two; the caller asks again while there are some left. */
const GROUPS_PER_CALL = 10;

/** Each group for itself: what somebody else merged or holds meanwhile is left to the next call. */
export async function mergeExact(ctx: Ctx, tables: Tables): Promise<AnswerOf<typeof contract.mergeExactDuplicates>> {
  const { mergeExactInBulk } = await getDuplicateSettings(ctx);
  if (!mergeExactInBulk)
    throw new ForbiddenError(
      'duplicates.bulk_not_allowed',
      'Merging many groups at once is not allowed by the settings.',
    );
  const { rows, total } = await listDuplicates(ctx, { limit: GROUPS_PER_CALL, exact: 'yes' });
  let groups = 0;
  for (const group of rows) {
    const customers = group.members.map((member) => member.customerId);
    try {
      const { survivorId } = await previewMerge(ctx, tables, { customers });
      await mergeCustomers(ctx, tables, { customerIds: customers, survivorId, choices: {} });
      groups += 1;
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }
  return { groups, left: Math.max(0, (total?.count ?? 0) - groups) };
}
