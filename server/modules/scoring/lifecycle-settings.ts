import { recordAudit } from '#modules/access/index.ts';
import { checkPreset, type LifecyclePreset } from '#analytics/lifecycle.ts';
import { DEFAULT_LIFECYCLE_SETTINGS, LIFECYCLE_CODES, lifecyclePreset } from '#analytics/lifecycle-presets.ts';
import type { Ctx } from '#platform/context.ts';
import { InvalidError } from '#platform/errors.ts';
import { getSetting, saveSetting } from '#platform/settings.ts';
import type { LifecycleDefinition, LifecycleSettings } from './contract.ts';
import { requestSweep } from './runs.ts';

const KEY = 'scoring.lifecycle';

export const DEFAULT_LIFECYCLE: LifecycleSettings = {
  preset: 'loyalty',
  thresholds: { ...DEFAULT_LIFECYCLE_SETTINGS },
  labels: {},
  own: null,
};

export async function getLifecycleSettings(ctx: Ctx): Promise<LifecycleSettings> {
  return (await getSetting<LifecycleSettings>(ctx, KEY)) ?? DEFAULT_LIFECYCLE;
}

/** Saved at once; everybody's stage follows as soon as the sweep it asks for has run. */
export async function saveLifecycleSettings(ctx: Ctx, next: LifecycleSettings): Promise<LifecycleSettings> {
  presetOf(next);
  const before = await getLifecycleSettings(ctx);
  await saveSetting(ctx, KEY, next);
  await recordAudit(ctx, [
    { action: 'scoring.lifecycle_changed', subjectType: 'settings', subjectId: KEY, before, after: next },
  ]);
  await requestSweep(ctx, 'settings');
  return next;
}

/** The rules the settings come to, as `stageOf` takes them. Refuses a definition by which somebody would have no stage. */
export function presetOf(settings: LifecycleSettings): LifecyclePreset {
  const preset = settings.preset === 'own' ? ownPreset(settings.own) : namedPreset(settings);
  const problems = checkPreset(preset);
  if (problems.length > 0) {
    throw new InvalidError(
      'scoring.lifecycle_invalid',
      problems.join('; '),
      problems.map((problem) => ({ path: 'own', code: problem.split(':')[0] ?? problem, message: problem })),
    );
  }
  return preset;
}

function ownPreset(own: LifecycleDefinition | null): LifecyclePreset {
  if (!own) throw new InvalidError('scoring.lifecycle_invalid', 'The own lifecycle has no stages yet.');
  return {
    code: 'own',
    stages: own.stages.map(({ code }) => code),
    labels: Object.fromEntries(own.stages.map(({ code, zh, en }) => [code, { zh, en }])),
    rules: own.rules,
  };
}

function namedPreset({ preset, thresholds, labels }: LifecycleSettings): LifecyclePreset {
  const base = lifecyclePreset(preset === 'own' ? 'loyalty' : preset, thresholds);
  const renamed = Object.fromEntries(base.stages.map((stage) => [stage, labels[stage] ?? base.labels[stage]!]));
  return { ...base, labels: renamed };
}

/** The same rules as the wire carries them. */
export const definitionOf = (preset: LifecyclePreset): LifecycleDefinition => ({
  stages: preset.stages.map((code) => ({ code, ...preset.labels[code]! })),
  rules: preset.rules.map(({ code, stage, when }) => ({
    code,
    stage,
    when: when.map((condition) => ({ ...condition })),
  })),
});

export const lifecyclePresets = (thresholds: LifecycleSettings['thresholds']) =>
  LIFECYCLE_CODES.map((code) => ({ code, definition: definitionOf(lifecyclePreset(code, thresholds)) }));
