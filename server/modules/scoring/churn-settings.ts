import { recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { InvalidError, type FieldProblem } from '#platform/errors.ts';
import { getSetting, saveSetting } from '#platform/settings.ts';
import type { HealthSettings } from './churn-contract.ts';
import type { ChurnSettings } from './churn-settings-contract.ts';
import { knownData } from './known-data.ts';
import { requestSweep } from './runs.ts';
import { todayOf } from './today.ts';
import { defaultsOf, WARNING_RULES } from './warning-rules.ts';

const CHURN_KEY = 'scoring.churn';
const HEALTH_KEY = 'scoring.health';

export const DEFAULT_CHURN: ChurnSettings = {
  definition: { basis: 'days', days: 90, ratio: 3, minimumDays: 30, maximumDays: 180, graceDays: 14 },
  bands: { medium: 50, high: 75, margin: 5 },
  rules: WARNING_RULES.map((rule) => ({ code: rule.code, enabled: true, args: defaultsOf(rule), raisesTo: null })),
  listSize: 200,
};

export const DEFAULT_HEALTH: HealthSettings = {
  weights: { rhythm: 40, trend: 25, repeat: 20, returns: 15 },
  bands: { good: 75, fair: 45 },
};

export async function getChurnSettings(ctx: Ctx): Promise<ChurnSettings> {
  const saved = await getSetting<ChurnSettings>(ctx, CHURN_KEY);
  return saved ? withLater(saved) : DEFAULT_CHURN;
}

/** What was saved before a rule or a number existed has it as it is by default. */
const withLater = (saved: ChurnSettings): ChurnSettings => ({
  ...saved,
  definition: { ...DEFAULT_CHURN.definition, ...saved.definition },
  rules: [...saved.rules, ...DEFAULT_CHURN.rules.filter(({ code }) => saved.rules.every((one) => one.code !== code))],
});

export async function getHealthSettings(ctx: Ctx): Promise<HealthSettings> {
  return (await getSetting<HealthSettings>(ctx, HEALTH_KEY)) ?? DEFAULT_HEALTH;
}

/** Saved at once; the model is trained for it and everybody judged anew as soon as the sweep it asks for has run. */
export async function saveChurnSettings(ctx: Ctx, next: ChurnSettings): Promise<ChurnSettings> {
  checkChurnSettings(next);
  await refuseWithoutContracts(ctx, next.definition);
  await save(ctx, CHURN_KEY, 'scoring.churn_changed', await getChurnSettings(ctx), next);
  return next;
}

async function refuseWithoutContracts(ctx: Ctx, { basis, graceDays }: ChurnSettings['definition']): Promise<void> {
  if (basis !== 'contract' || (await knownData(ctx, await todayOf(ctx), graceDays)).plans > 0) return;
  const message = 'needs customers with a date of the kind plan_end';
  refuse('scoring.no_contracts', [{ path: 'definition.basis', code: 'basis.no_contracts', message }]);
}

export async function saveHealthSettings(ctx: Ctx, next: HealthSettings): Promise<HealthSettings> {
  if (next.bands.fair >= next.bands.good)
    refuse('scoring.health_invalid', [
      { path: 'bands.fair', code: 'bands.not_ascending', message: 'must be below the points of good health' },
    ]);
  await save(ctx, HEALTH_KEY, 'scoring.health_changed', await getHealthSettings(ctx), next);
  return next;
}

async function save(
  ctx: Ctx,
  key: string,
  action: string,
  before: ChurnSettings | HealthSettings,
  after: ChurnSettings | HealthSettings,
): Promise<void> {
  await saveSetting(ctx, key, after);
  await recordAudit(ctx, [{ action, subjectType: 'settings', subjectId: key, before, after }]);
  await requestSweep(ctx, 'settings');
}

/** Refuses bands that overlap, rules named twice and arguments that mean nothing. */
export function checkChurnSettings({ definition, bands, rules }: ChurnSettings): void {
  const problems: FieldProblem[] = [];
  if (bands.medium >= bands.high)
    problems.push({
      path: 'bands.medium',
      code: 'bands.not_ascending',
      message: 'must be below the points of high risk',
    });
  if (definition.minimumDays > definition.maximumDays)
    problems.push({
      path: 'definition.minimumDays',
      code: 'days.not_ascending',
      message: 'must not exceed the longest',
    });
  const seen = new Set<string>();
  rules.forEach(({ code, args }, i) => {
    if (seen.has(code)) problems.push({ path: `rules.${i}.code`, code: 'rule.twice', message: 'is set twice' });
    seen.add(code);
    const known = WARNING_RULES.find((rule) => rule.code === code)?.arguments ?? [];
    for (const [name, value] of Object.entries(args)) {
      const argument = known.find((one) => one.code === name);
      const path = `rules.${i}.args.${name}`;
      if (!argument) problems.push({ path, code: 'argument.unknown', message: 'is no argument of the rule' });
      else if (value < argument.min || value > argument.max)
        problems.push({
          path,
          code: 'argument.out_of_range',
          message: `must lie between ${argument.min} and ${argument.max}`,
        });
    }
  });
  if (problems.length > 0) refuse('scoring.churn_invalid', problems);
}

function refuse(code: string, problems: FieldProblem[]): never {
  throw new InvalidError(code, problems.map((one) => `${one.path}: ${one.message}`).join('; '), problems);
}
