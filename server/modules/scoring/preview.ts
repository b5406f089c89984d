import type { Ctx } from '#platform/context.ts';
import type { LifecycleSettings, Named, Preview, RfmSettings } from './contract.ts';
import { judge, type Judgement } from './judge.ts';
import { presetOf } from './lifecycle-settings.ts';
import { currentModels, fitRfmModel, type Models } from './models.ts';
import { loadPopulation, type Held, type Population } from './population.ts';
import { checkRfmSettings } from './rfm-settings.ts';
import { rulebookOf, scoringSettings, type ScoringSettings } from './rules.ts';
import { todayOf } from './today.ts';
import { judgedMoment } from './runs.ts';

/** What settings would do, judged on everybody as the sweep would, and thrown away. Seconds on a million customers. */
export async function previewRfm(
  ctx: Ctx,
  next: RfmSettings,
): Promise<{ segments: Preview; class8: Preview; class4: Preview }> {
  checkRfmSettings(next);
  const settings = { ...(await scoringSettings(ctx)), rfm: next };
  const now = settings.rfm;
  return judgeAll(await asJudged(ctx), settings, true, {
    segments: tally(now.segmentMap.segments, (one) => one.segment),
    class8: tally(now.class8.classes, (one) => one.class8),
    class4: tally(now.class4.classes, (one) => one.class4),
  });
}

export async function previewLifecycle(ctx: Ctx, next: LifecycleSettings): Promise<Preview> {
  const preset = presetOf(next);
  const settings = { ...(await scoringSettings(ctx)), lifecycle: next };
  const stages = preset.stages.map((code) => ({ code, ...preset.labels[code]! }));
  const { stage } = await judgeAll(await asJudged(ctx), settings, false, { stage: tally(stages, (one) => one.stage) });
  return stage;
}

/** A replayed day is previewed as that day. */
const asJudged = async (ctx: Ctx): Promise<Ctx> => ({ ...ctx, now: await judgedMoment(ctx) });

type Tally = { count: (held: Held, next: Judgement) => void; result: () => Preview };

async function judgeAll<Key extends string>(
  ctx: Ctx,
  settings: ScoringSettings,
  refit: boolean,
  tallies: Record<Key, Tally>,
): Promise<Record<Key, Preview>> {
  const population = await loadPopulation(ctx, settings.rfm.method === 'rank');
  const today = await todayOf(ctx);
  const current = await currentModels(ctx);
  const models = refit ? refitted(current, population, settings.rfm, today) : current;
  const rules = rulebookOf(today, settings, models);
  const counting: Tally[] = Object.values(tallies);
  for (const { features, held } of population.subjects()) {
    const next = judge(rules, features, held);
    for (const tally of counting) tally.count(held, next);
  }
  const results = Object.entries<Tally>(tallies).map(([key, tally]) => [key, tally.result()]);
  return Object.fromEntries(results) as Record<Key, Preview>;
}

function refitted(current: Models, population: Population, settings: RfmSettings, today: number): Models {
  return { ...current, rfm: fitRfmModel(current, population, settings, today) };
}

/** Counts per code before and after. Codes nobody lists any more are counted under their code. */
export function tally(names: readonly Named[], codeOf: (one: Held | Judgement) => string | null): Tally {
  const rows = new Map(names.map(({ code, zh, en }) => [code, { code, zh, en, now: 0, next: 0 }]));
  const rowFor = (code: string) => {
    const row = rows.get(code) ?? { code, zh: code, en: code, now: 0, next: 0 };
    rows.set(code, row);
    return row;
  };
  let customers = 0;
  let moved = 0;
  return {
    count: (held, next) => {
      const before = codeOf(held);
      const after = codeOf(next);
      if (before !== null) rowFor(before).now++;
      if (after !== null) rowFor(after).next++;
      if (after !== null) customers++;
      if (before !== after) moved++;
    },
    result: () => ({ customers, moved, rows: [...rows.values()] }),
  };
}
