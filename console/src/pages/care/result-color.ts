const COLORS: Record<string, string> = { good: '#2b7436', neutral: '#8a969c', bad: '#b3402f' };

/** Came closer, no news, went away. */
export const resultColor = (result: string | null): string => COLORS[result ?? 'neutral'] ?? '#8a969c';
