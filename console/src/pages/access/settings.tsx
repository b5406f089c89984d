import { useTranslation } from 'react-i18next';
import { NavLink, Outlet } from 'react-router';
import { settingsPages } from '../../components/rooms.tsx';
import { useCan } from '../../session.ts';
import styles from './settings.module.css';

/** The frame of the settings: their pages as a second row of navigation. */
export function Component() {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <>
      <nav aria-label={t('shell:rooms.settings')} className={styles.tabs}>
        {settingsPages
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
