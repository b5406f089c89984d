/**
 * # Record linkage: which pairs of records speak of one person
 *
 * Fellegi & Sunter (1969), "A theory for record linkage", JASA 64, 1183–1210. A pair is compared field by field, each
 * comparison ending on a level ("same", "one letter off", …, "different") or on nothing where a side says nothing. With
 * m_k(l) and u_k(l) the chance of level l of field k among pairs that are one person, and that are not,
 *
 *     log odds of a pair = ln λ/(1−λ) + Σ_k ln m_k(l_k)/u_k(l_k)                                                (1)
 *
 * where λ is the share of matches among *all* pairs. Fields are taken as independent given the class.
 *
 * Agreement on a rare value says more than agreement on a common one (Newcombe et al. 1959, Science 130, 954–959; Winkler
 * 1989): for the level of equal values u is the value's own frequency where the caller knows it, instead of the mean.
 *
 * People who live together share surname, address and telephone without being one person, and a two-class model takes
 * them for one. So non-matches are two classes (Larsen & Rubin 2001, "Iterative automated record linkage using mixture
 * models", JASA 96, 32–41, fit three classes for the same reason): strangers, and households of share η, in which a
 * `shared` field behaves like m, a `person` field like u, and a `mixed` one (the surname) like either with even odds:
 *
 *     P(γ) = λ·∏ m_k + η·∏ h_k + (1−λ−η)·∏ u_k,    h_k ∈ { m_k, u_k, (m_k + u_k)/2 }                            (2)
 *
 * Fields are seldom independent of each other among strangers: who lives in one town has its postcode. A field may say how
 * much it depends on another by levels of its own for pairs that agree there (`groups`): chances are then of the level
 * given the group, and those of such groups are counted over pairs drawn from within a town, not over all.
 *
 * Estimation without any labelled pair. u from pairs drawn at random, which are non-matches but for a share λ; they are
 * counted once as they are and once more by how likely each is of two people. m, λ and η
 * by expectation–maximisation (Dempster, Laird & Rubin 1977; Winkler 1988 for linkage) over candidate pairs. Candidates
 * are not a random sample of all pairs: a pair outside of them is counted as a stranger, which is what blocking assumes
 * anyway, so (1) holds for the whole population and not for the candidates alone. The M step is a posterior mode under
 * Dirichlet priors: levels that the data say little about keep what is known from elsewhere, and a fit on nobody is
 * the prior.
 *
 * Cost: a pass is O(pairs · fields); 200,000 pairs of 15 fields and 30 passes take about 2 s.
 * Fails when matches are so few that λ drowns (below some dozens the priors speak), and when errors of two fields always
 * come together: probabilities are then too sure of themselves. They are sharper than true ones in any case.
 */

export type LinkageField = {
  readonly code: string;
  /** Levels in falling order of agreement; level 0 means equal. */
  readonly levels: number;
  /** What members of one household have in common. */
  readonly shared: 'shared' | 'person' | 'mixed';
  /** Priors, summing to 1 over the levels of a group. */
  readonly m: readonly number[];
  readonly u: readonly number[];
  /** For each level the group it belongs to, where the field has several: 0 is counted over all pairs. */
  readonly groups?: readonly number[];
  /** Chances within a household where they are neither m nor u: brothers and sisters often share part of a name. */
  readonly household?: readonly number[];
};

/** Levels of many pairs: `levels[pair · fields + k]`, −1 for nothing said; `terms` the share of the equal value, or 0. */
export type Comparisons = { readonly count: number; readonly levels: Int8Array; readonly terms: Float32Array };

export type LinkageModel = {
  readonly m: readonly (readonly number[])[];
  readonly u: readonly (readonly number[])[];
  /** λ and η of (2). */
  readonly matchRate: number;
  readonly householdRate: number;
  readonly passes: number;
};

export type FitOptions = {
  /** n(n − 1)/2 of the whole population. */
  readonly allPairs: number;
  /** Share of all candidate pairs that the given ones are, when they are a sample. */
  readonly sampled: number;
  /** Pairs by lot of those that agree in what other fields depend on; for the levels of groups above 0. */
  readonly near?: Comparisons;
  /** Strength of the priors of m, in pairs. */
  readonly priorPairs?: number;
  readonly maxPasses?: number;
};

/** Cells of levels: fields are few, so plain loops over one flat array. */
const FLOOR = 1e-9;
const PRIOR_PAIRS = 12;
const PRIOR_RANDOM_PAIRS = 4;
const MAX_PASSES = 60;
const SETTLED = 1e-4;

/** Random pairs give u, candidates the rest. */
export function fitLinkage(
  fields: readonly LinkageField[],
  random: Comparisons,
  candidates: Comparisons,
  options: FitOptions,
): LinkageModel {
  const asDrawn = chancesOfStrangers(fields, random, options.near, () => 1);
  const first = settle(fields, candidates, options, {
    m: fields.map((field) => field.m),
    u: asDrawn,
    matchRate: Math.max(candidates.count / options.sampled / 4, 0.5) / options.allPairs,
    householdRate: Math.max(candidates.count / options.sampled / 40, 0.05) / options.allPairs,
    passes: 0,
  });
  const stranger = (pairs: Comparisons, pair: number): number => 1 - posterior(fields, first, pairs, pair).match;
  return settle(fields, candidates, options, {
    ...first,
    u: chancesOfStrangers(fields, random, options.near, stranger),
  });
}

function settle(
  fields: readonly LinkageField[],
  candidates: Comparisons,
  options: FitOptions,
  from: LinkageModel,
): LinkageModel {
  let model = from;
  for (let pass = 1; pass <= (options.maxPasses ?? MAX_PASSES); pass += 1) {
    const next = { ...maximise(fields, candidates, model, options), passes: model.passes + 1 };
    const moved = Math.abs(Math.log(next.matchRate / model.matchRate));
    model = next;
    if (moved < SETTLED) break;
  }
  return model;
}

type Weight = (pairs: Comparisons, pair: number) => number;

function chancesOfStrangers(
  fields: readonly LinkageField[],
  random: Comparisons,
  near: Comparisons | undefined,
  weight: Weight,
): number[][] {
  const overall = levelCounts(fields, random, weight);
  const within = near && levelCounts(fields, near, weight);
  return fields.map((field, k) => {
    const counts = overall[k]!.map((count, level) => (within && field.groups?.[level] ? within[k]![level]! : count));
    return shareOfLevels(field, field.u, counts, PRIOR_RANDOM_PAIRS);
  });
}

function levelCounts(fields: readonly LinkageField[], pairs: Comparisons, weight: Weight): number[][] {
  const counts = fields.map((field) => Array.from({ length: field.levels }, () => 0));
  for (let pair = 0; pair < pairs.count; pair += 1) {
    const own = weight(pairs, pair);
    for (let k = 0; k < fields.length; k += 1) {
      const level = pairs.levels[pair * fields.length + k]!;
      if (level >= 0) counts[k]![level]! += own;
    }
  }
  return counts;
}

/** Of each group by itself. */
function shareOfLevels(
  { groups }: LinkageField,
  prior: readonly number[],
  counts: readonly number[],
  strength: number,
): number[] {
  const totals: number[] = [];
  for (const [level, count] of counts.entries()) {
    const group = groups?.[level] ?? 0;
    totals[group] = (totals[group] ?? strength) + count;
  }
  return counts.map((count, level) =>
    Math.max((count + strength * prior[level]!) / totals[groups?.[level] ?? 0]!, FLOOR),
  );
}

/** One E and one M step. */
function maximise(
  fields: readonly LinkageField[],
  pairs: Comparisons,
  model: LinkageModel,
  options: FitOptions,
): Omit<LinkageModel, 'passes'> {
  const width = fields.length;
  const sums = fields.map((field) => Array.from({ length: field.levels }, () => 0));
  let matches = 0;
  let households = 0;
  for (let pair = 0; pair < pairs.count; pair += 1) {
    const { match, household } = posterior(fields, model, pairs, pair);
    matches += match;
    households += household;
    for (let k = 0; k < width; k += 1) {
      const level = pairs.levels[pair * width + k]!;
      if (level >= 0) sums[k]![level]! += match;
    }
  }
  const strength = options.priorPairs ?? PRIOR_PAIRS;
  return {
    m: fields.map((field, k) => shareOfLevels(field, field.m, sums[k]!, strength)),
    u: model.u,
    matchRate: Math.max(matches / options.sampled, 0.1) / options.allPairs,
    householdRate: Math.max(households / options.sampled, 0.01) / options.allPairs,
  };
}

export type Posterior = { readonly match: number; readonly household: number };

/** Probability that pair number `pair` is one person, and that it is two of one household. */
export function posterior(
  fields: readonly LinkageField[],
  model: LinkageModel,
  pairs: Comparisons,
  pair: number,
): Posterior {
  const width = fields.length;
  let match = Math.log(model.matchRate);
  let household = Math.log(model.householdRate);
  let stranger = Math.log1p(-model.matchRate - model.householdRate);
  for (let k = 0; k < width; k += 1) {
    const level = pairs.levels[pair * width + k]!;
    if (level < 0) continue;
    const m = model.m[k]![level]!;
    const u = chanceOf(model, k, level, pairs.terms[pair * width + k]!);
    const { shared, household: own } = fields[k]!;
    match += Math.log(m);
    stranger += Math.log(u);
    household += Math.log(own?.[level] ?? (shared === 'shared' ? m : shared === 'person' ? u : (m + u) / 2));
  }
  const most = Math.max(match, household, stranger);
  const [a, b, c] = [Math.exp(match - most), Math.exp(household - most), Math.exp(stranger - most)];
  return { match: a / (a + b + c), household: b / (a + b + c) };
}

const chanceOf = (model: LinkageModel, k: number, level: number, term: number): number =>
  level === 0 && term > 0 ? Math.max(term, FLOOR) : model.u[k]![level]!;

/** ln m/u of each field of a pair, 0 where nothing is said: what spoke for and against, for reasons in words. */
export function fieldWeights(model: LinkageModel, pairs: Comparisons, pair: number): number[] {
  const width = model.m.length;
  return model.m.map((m, k) => {
    const level = pairs.levels[pair * width + k]!;
    if (level < 0) return 0;
    return Math.log(m[level]! / chanceOf(model, k, level, pairs.terms[pair * width + k]!));
  });
}
