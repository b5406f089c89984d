/** The five roles of the house. What each may do is declared by the modules; the administrator may do everything. */
export const ROLES = ['administrator', 'retention_lead', 'account_manager', 'service_lead', 'analyst'] as const;
export type Role = (typeof ROLES)[number];

/** An account manager knows the own customers and the unowned ones of the own stores; everybody else knows all. */
export const seesOwnCustomersOnly = (role: string): boolean => role === 'account_manager';
