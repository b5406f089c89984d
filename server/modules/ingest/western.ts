/**
 * Whether text that is no UTF-8 is Western European (Windows-1252) rather than Chinese (GB18030). Most bytes of the one can be
 * read as the other (`Müller` as `M黮ler`), so it is told by what they look like: Western text has its accents
 * one by one among plain letters, Chinese text has pairs of high bytes, and most of its characters among the common ones.
 */
const FIRST_HIGH = 0x80;
/** Lead and trail of the characters of GB2312: all that ordinary Chinese text is made of. */
const isCommonLead = (byte: number) => byte >= 0xa1 && byte <= 0xf7;
const COMMON_TRAIL = 0xa1;

/** Letters of no Western European language in use, and places that Windows-1252 leaves empty. */
const UNUSED = new Set([0xfe, 0xff, 0xde, 0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/** Of runs of high bytes in Western text, at least this part is a single byte; even traditional Chinese has far fewer. */
const SHARE_ALONE = 0.7;

export function looksWestern(bytes: Buffer): boolean {
  let runs = 0;
  let alone = 0;
  let common = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    if ((bytes[at] ?? 0) < FIRST_HIGH) continue;
    const from = at;
    while (at < bytes.length && (bytes[at] ?? 0) >= FIRST_HIGH) at += 1;
    runs += 1;
    if (at - from === 1 && !UNUSED.has(bytes[from] ?? 0)) alone += 1;
    common += commonPairs(bytes, from, at);
  }
  return runs > 0 && alone >= runs * SHARE_ALONE && common < runs * (1 - SHARE_ALONE) + 1;
}

function commonPairs(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = from; at + 1 < to; at += 2)
    if (isCommonLead(bytes[at] ?? 0) && (bytes[at + 1] ?? 0) >= COMMON_TRAIL) count += 1;
  return count;
}
