/** Filters as they travel (`<field>:<operator>:<value>`) and as they are edited: one per field. */
export type Filter = { field: string; is?: string[]; min?: string; max?: string; empty?: boolean };

export function parseFilters(texts: readonly string[]): Filter[] {
  const byField = new Map<string, Filter>();
  for (const text of texts) {
    const [field = '', operator = '', ...rest] = text.split(':');
    const value = rest.join(':');
    const filter = byField.get(field) ?? { field };
    if (operator === 'is') filter.is = value.split(',').filter((one) => one !== '');
    else if (operator === 'min' || operator === 'max') filter[operator] = value;
    else if (operator === 'empty') filter.empty = value === 'yes';
    else continue;
    byField.set(field, filter);
  }
  return [...byField.values()];
}

export const printFilters = (filters: readonly Filter[]): string[] => filters.flatMap(printFilter);

function printFilter({ field, is, min, max, empty }: Filter): string[] {
  return [
    ...(is && is.length > 0 ? [`${field}:is:${is.join(',')}`] : []),
    ...(min ? [`${field}:min:${min}`] : []),
    ...(max ? [`${field}:max:${max}`] : []),
    ...(empty === undefined ? [] : [`${field}:empty:${empty ? 'yes' : 'no'}`]),
  ];
}

/** Puts one field's filter in its place; a filter that says nothing leaves the list. */
export function withFilter(filters: readonly Filter[], changed: Filter): Filter[] {
  const known = filters.some(({ field }) => field === changed.field);
  const next = known ? filters.map((one) => (one.field === changed.field ? changed : one)) : [...filters, changed];
  return next.filter((one) => printFilter(one).length > 0);
}
