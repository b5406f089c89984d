/** A rule of a form for what is saved by its code: a known code would change what it stands for. */
export const notAmong =
  (taken: readonly string[]) =>
  async (_: unknown, value: unknown): Promise<void> => {
    if (typeof value === 'string' && taken.includes(value.trim())) throw new Error('taken');
  };
