/** Where two spellings part, character by character: what is not in their longest common subsequence. */
/** `at` counts characters from the beginning. */
export type Piece = { at: number; text: string; differs: boolean };

export function differencesTo(reference: string, text: string): Piece[] {
  const [a, b] = [Array.from(reference), Array.from(text)];
  const common = commonLengths(a, b);
  const pieces: Piece[] = [];
  const put = (character: string, at: number, differs: boolean) => {
    const last = pieces.at(-1);
    if (last?.differs === differs) last.text += character;
    else pieces.push({ at, text: character, differs });
  };
  let i = 0;
  for (const [j, character] of b.entries()) {
    while (i < a.length && a[i] !== character && lengthAt(common, i + 1, j) >= lengthAt(common, i, j + 1)) i += 1;
    if (a[i] === character && lengthAt(common, i, j) === lengthAt(common, i + 1, j + 1) + 1) {
      put(character, j, false);
      i += 1;
    } else put(character, j, true);
  }
  return pieces;
}

/** `[i][j]`: of what is left from i and from j on. */
function commonLengths(a: readonly string[], b: readonly string[]): number[][] {
  const lengths = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0));
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      (lengths[i] ?? [])[j] =
        a[i] === b[j]
          ? lengthAt(lengths, i + 1, j + 1) + 1
          : Math.max(lengthAt(lengths, i + 1, j), lengthAt(lengths, i, j + 1));
  return lengths;
}

const lengthAt = (lengths: readonly (readonly number[])[], i: number, j: number): number => lengths[i]?.[j] ?? 0;
