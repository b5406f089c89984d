/**
 * Every colour of the console. One accent (jade), neutral greys, and red, amber and green where they mean something.
 * Stages, segments and classes keep their colour on every page, so that a colour once learnt stays true.
 */
export type Mode = 'light' | 'dark';

export const surfaces = {
  light: {
    bg: '#f4f6f4',
    surface: '#ffffff',
    sunk: '#eef1ee',
    line: '#e3e8e4',
    lineStrong: '#c9d1cb',
    text: '#18211d',
    soft: '#4c5a54',
    faint: '#5b6862',
    jade: '#0b7358',
    jadeHover: '#0a8566',
    jadeSoft: '#e2f2eb',
    red: '#b93226',
    redSoft: '#fbeae8',
    amber: '#8a5a00',
    amberSoft: '#fbf1dc',
    green: '#2b7436',
    greenSoft: '#e6f3e7',
  },
  dark: {
    bg: '#0e1311',
    surface: '#161c19',
    sunk: '#1d2420',
    line: '#2a332f',
    lineStrong: '#3d4943',
    text: '#e7ece9',
    soft: '#a9b5af',
    faint: '#98a59e',
    jade: '#4fc6a3',
    jadeHover: '#6fd5b7',
    jadeSoft: '#17362c',
    red: '#f28c82',
    redSoft: '#3b1d1a',
    amber: '#e8b85c',
    amberSoft: '#352911',
    green: '#84c98b',
    greenSoft: '#1a321d',
  },
} as const satisfies Record<Mode, Record<string, string>>;

export type Surface = keyof (typeof surfaces)['light'];

/** Series without a meaning of their own take these, in this order. */
export const series = ['#1f9d7a', '#4a7fc1', '#d99a2b', '#9b6bb3', '#d9705a', '#7c8a94', '#55b3c0', '#98a53a'] as const;

/** From few to many; heat maps and intensity. */
export const sequence: Record<Mode, readonly string[]> = {
  light: ['#eef5f1', '#cfe7dc', '#a3d2bf', '#6cb89b', '#369876', '#0f7557', '#07513c'],
  dark: ['#1a2420', '#1c3a31', '#1f5244', '#247059', '#2f9274', '#4bb896', '#8adfc2'],
};

const grey = '#8a969c';

/** The codes of analytics/lifecycle-presets.ts, all four vocabularies. */
export const stageColors: Record<string, string> = {
  acquire: grey,
  prospect: grey,
  new: '#4a7fc1',
  first_purchase: '#4a7fc1',
  grow: '#55b3c0',
  repeat_purchase: '#55b3c0',
  maintain: '#1f9d7a',
  established: '#1f9d7a',
  mature: '#1f9d7a',
  loyal: '#0b7358',
  win_back: '#d9705a',
  lost: '#c65a4a',
};

/** The codes of analytics/rfm-segments.ts: best jade, fresh blue, cooling amber, gone red and grey. */
export const segmentColors: Record<string, string> = {
  champions: '#0b7358',
  loyal: '#1f9d7a',
  potential_loyalists: '#6cb89b',
  new: '#4a7fc1',
  promising: '#7fa8d6',
  need_attention: '#d9b54a',
  about_to_sleep: '#d99a2b',
  cant_lose: '#b3402f',
  at_risk: '#d9705a',
  hibernating: grey,
  important_value: '#0b7358',
  important_develop: '#4a7fc1',
  important_keep: '#d99a2b',
  important_win_back: '#b3402f',
  general_value: '#6cb89b',
  general_develop: '#7fa8d6',
  general_keep: '#d9b54a',
  general_win_back: grey,
};

/** The codes of analytics/value-tiers.ts. */
export const classColors: Record<string, string> = {
  core: '#0b7358',
  high: '#0b7358',
  important: '#4a7fc1',
  potential: '#4a7fc1',
  middle: '#4a7fc1',
  ordinary: '#9b8f6b',
  low: grey,
  dormant: grey,
};

/** How likely a customer is to leave; codes of their own, because `high` is good elsewhere. */
export const riskColors: Record<string, string> = { low: '#2b7436', medium: '#d99a2b', high: '#b3402f', left: grey };

/** How good relations with a customer are; codes of their own, as of the risk. */
export const healthColors: Record<string, string> = { good: '#2b7436', fair: '#d99a2b', poor: '#b3402f' };

const meanings: Record<string, string> = {
  open: '#4a7fc1',
  completed: '#2b7436',
  cancelled: grey,
  failed: '#b3402f',
};

/** One look-up for a choice whose field is not known: the vocabularies share no code with different colours but `new`. */
export function colorOf(code: string): string {
  return segmentColors[code] ?? stageColors[code] ?? classColors[code] ?? meanings[code] ?? grey;
}
