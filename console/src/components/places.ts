/** Currencies a business here is likely to keep its books in; the first is the default. */
export const CURRENCIES = ['CNY', 'HKD', 'MOP', 'TWD', 'SGD', 'USD', 'EUR', 'GBP', 'JPY', 'KRW', 'THB', 'MYR', 'VND'];

export const timeZones = (): string[] => Intl.supportedValuesOf('timeZone');
