/** The five roles of the house. What each may do is declared by the modules; the administrator may do everything. */
export const ROLES = ['administrator', 'retention_lead', 'account_manager', 'service_lead', 'analyst'] as const;
export type Role = (typeof ROLES)[number];

/** From the narrowest to the widest. */
export const SCOPES = ['own', 'stores', 'team', 'all'] as const;
export type ScopeKind = (typeof SCOPES)[number];

/** What a role may know of until the administrator says otherwise. */
export const USUAL_SCOPES: Readonly<Record<Role, ScopeKind>> = {
  administrator: 'all',
  retention_lead: 'all',
  account_manager: 'own',
  service_lead: 'all',
  analyst: 'all',
};
