import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { listCustomers } from '#modules/customers/contract.ts';
import { paths, withState } from '../paths.ts';
import { useCan } from '../session.ts';

/** The customer list that shows who stands behind a number. */
export const listOf = (filters: readonly string[]): string => withState(paths.customers(), { filter: filters });

type Props = { filters: readonly string[] | null; className?: string | undefined; children: ReactNode };

/** A number that opens the customers behind it; plain text where no list can show them, or nobody may see it. */
export function Behind({ filters, className, children }: Props) {
  const { t } = useTranslation();
  const can = useCan();
  if (!filters || !can(listCustomers.permission)) return <span className={className}>{children}</span>;
  return (
    <Link to={listOf(filters)} className={className} title={t('insights:open_customers')}>
      {children}
    </Link>
  );
}

/** The same for marks of a chart. */
export function useOpenBehind(): (filters: readonly string[] | null | undefined) => void {
  const navigate = useNavigate();
  const can = useCan();
  return (filters) => {
    if (filters && can(listCustomers.permission)) void navigate(listOf(filters));
  };
}
