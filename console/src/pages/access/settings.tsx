import { useTranslation } from 'react-i18next';
import { NavLink, Outlet } from 'react-router';
import { listAudit, listRoles, updatePerson } from '#modules/access/contract.ts';
import { getLifecycleSettings, getRfmSettings } from '#modules/scoring/contract.ts';
import { paths } from '../../paths.ts';
import { useCan } from '../../session.ts';
import styles from './settings.module.css';

/** The pages of the settings, each with the permission to see it. */
const pages = [
  { label: 'access:organisation.title', path: paths.organisation(), permission: 'signed-in' },
  { label: 'access:stores.title', path: paths.stores(), permission: 'signed-in' },
  { label: 'access:people.title', path: paths.people(), permission: updatePerson.permission },
  { label: 'access:roles.title', path: paths.roles(), permission: listRoles.permission },
  { label: 'scoring:rfm.title', path: paths.rfmSettings(), permission: getRfmSettings.permission },
  { label: 'scoring:lifecycle.title', path: paths.lifecycleSettings(), permission: getLifecycleSettings.permission },
  { label: 'access:audit.title', path: paths.audit(), permission: listAudit.permission },
  { label: 'shell:pages.account', path: paths.account(), permission: 'signed-in' },
];

/** The frame of the settings: their pages as a second row of navigation. */
export function Component() {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <>
      <nav aria-label={t('shell:rooms.settings')} className={styles.tabs}>
        {pages
          .filter((page) => can(page.permission))
          .map((page) => (
            <NavLink
              key={page.path}
              to={page.path}
              className={({ isActive }) => (isActive ? styles.active : styles.tab) ?? ''}
            >
              {t(page.label)}
            </NavLink>
          ))}
      </nav>
      <Outlet />
    </>
  );
}
