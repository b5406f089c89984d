/** Headers and choices are compared by their letters and digits alone: `Customer ID`, `customer_id` and `CustomerID` are one. */
export const labelOf = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** Without units and remarks: `金额(元)` → `金额`. */
export const shortLabelOf = (text: string): string =>
  labelOf(text.normalize('NFKC').replace(/\([^)]*\)|\[[^\]]*\]|【[^】]*】/g, ''));
