import { route, type Route } from '#platform/module.ts';
import * as contract from './contract.ts';
import { explainScores } from './explain.ts';
import {
  DEFAULT_LIFECYCLE,
  definitionOf,
  getLifecycleSettings,
  lifecyclePresets,
  presetOf,
  saveLifecycleSettings,
} from './lifecycle-settings.ts';
import { describeModel } from './models.ts';
import { previewLifecycle, previewRfm } from './preview.ts';
import { DEFAULT_RFM_SETTINGS, getRfmSettings, saveRfmSettings, TIER_RULE_PRESETS } from './rfm-settings.ts';
import { getState, requestSweep } from './runs.ts';
import { getVocabulary, SENTENCES } from './vocabulary.ts';

export const routes: Route[] = [
  route(contract.getRfmSettings, async (ctx) => ({
    settings: await getRfmSettings(ctx),
    defaults: DEFAULT_RFM_SETTINGS,
    presets: { class4: TIER_RULE_PRESETS },
    model: await describeModel(ctx),
  })),
  route(contract.saveRfmSettings, (ctx, { body }) => saveRfmSettings(ctx, body)),
  route(contract.previewRfm, (ctx, { body }) => previewRfm(ctx, body)),

  route(contract.getLifecycleSettings, async (ctx) => {
    const settings = await getLifecycleSettings(ctx);
    return {
      settings,
      defaults: DEFAULT_LIFECYCLE,
      definition: definitionOf(presetOf(settings)),
      presets: lifecyclePresets(settings.thresholds),
      sentences: SENTENCES,
    };
  }),
  route(contract.saveLifecycleSettings, (ctx, { body }) => saveLifecycleSettings(ctx, body)),
  route(contract.previewLifecycle, (ctx, { body }) => previewLifecycle(ctx, body)),

  route(contract.getState, (ctx) => getState(ctx)),
  route(contract.recompute, async (ctx) => {
    await requestSweep(ctx, 'hand');
    return { done: true };
  }),
  route(contract.getVocabulary, (ctx) => getVocabulary(ctx)),
  route(contract.explainScores, (ctx, { params }) => explainScores(ctx, params.customerId)),
];
