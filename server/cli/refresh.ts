import { getOrganisation } from '#modules/access/index.ts';
import { refreshAllRollups } from '#modules/orders/index.ts';
import { getRfmSettings, saveRfmSettings, sweep } from '#modules/scoring/index.ts';
import type { Ctx } from '#platform/context.ts';
import { settleJobs } from '#platform/jobs.ts';
import { inTransaction } from '#platform/context.ts';
import { startOfDay } from '#shared/days.ts';
import { UsageError, type Command } from './command.ts';

/** Recomputes everything as of a day: that midnight in the organisation's time zone, or now. */
export const refreshCommand: Command = {
  usage: 'refresh [--now YYYY-MM-DD] [--rfm quintile|rank] [--json]',
  options: { now: { type: 'string' }, rfm: { type: 'string' } },
  run: async ({ ctx }, _words, flags) => {
    const now = typeof flags.now === 'string' ? await momentOf(flags.now) : ctx.now;
    if (typeof flags.rfm === 'string') await chooseMethod(ctx, flags.rfm);
    const started = performance.now();
    const then = { ...ctx, now };
    await settleJobs(ctx, ['customers.recorded', 'orders.recorded']);
    const totalsChanged = await inTransaction(then, refreshAllRollups);
    const totalsSeconds = seconds(started);
    const scored = await sweep(then);
    return { asOf: now.toISOString(), totalsChanged, totalsSeconds, ...scored, seconds: seconds(started) };

    async function momentOf(text: string): Promise<Date> {
      if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return startOfDay(text, (await getOrganisation(ctx)).timeZone);
      const moment = new Date(text);
      if (Number.isNaN(moment.getTime())) throw new UsageError(`--now: "${text}" is not a date`);
      return moment;
    }
  },
};

/** Saved like in the console: later sweeps keep to it. */
async function chooseMethod(ctx: Ctx, method: string): Promise<void> {
  if (method !== 'quintile' && method !== 'rank') throw new UsageError('--rfm: quintile or rank');
  const settings = await getRfmSettings(ctx);
  if (settings.method !== method) await inTransaction(ctx, (inner) => saveRfmSettings(inner, { ...settings, method }));
}

const seconds = (since: number) => Math.round(performance.now() - since) / 1_000;
