import { simplified } from '#platform/simplified.ts';

/** Lower case, simplified, letters and digits alone with single blanks between. */
export const plain = (text: string | null | undefined): string =>
  text
    ? simplified(text.normalize('NFKC'))
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, ' ')
        .trim()
    : '';
