import { useTranslation } from 'react-i18next';
import { NavLink, Outlet } from 'react-router';
import { settingsPages, type RoomPage } from '../../components/rooms.tsx';
import { useCan } from '../../session.ts';
import styles from './settings.module.css';

/** Which settings stand together, by the last part of their address; one that no group names stands with the rules. */
const GROUPS = {
  business: ['organisation', 'stores', 'people', 'teams', 'roles'],
  data: ['fields', 'tags', 'relations', 'sources', 'quality', 'duplicates'],
  rules: [],
  links: ['keys', 'webhooks', 'sites', 'kinds'],
  trust: ['privacy', 'consents', 'retention', 'masking', 'exports', 'audit'],
  own: ['account'],
} as const satisfies Record<string, readonly string[]>;

type Group = keyof typeof GROUPS;

function groupOf({ path }: RoomPage): Group {
  const parts = path.split('/');
  const named = Object.entries(GROUPS).find(([, names]) =>
    (names as readonly string[]).some((name) => parts.includes(name)),
  );
  return (named?.[0] as Group | undefined) ?? 'rules';
}

/** The frame of the settings: their pages beside them, in groups. */
export function Component() {
  const { t } = useTranslation();
  const can = useCan();
  const pages = Map.groupBy(
    settingsPages.filter((page) => can(page.permission)),
    groupOf,
  );
  return (
    <div className={styles.frame}>
      <nav aria-label={t('shell:rooms.settings')} className={styles.nav}>
        {(Object.keys(GROUPS) as Group[])
          .filter((group) => pages.has(group))
          .map((group) => (
            <section key={group} aria-label={t(`access:settings.${group}`)}>
              <p className={styles.group}>{t(`access:settings.${group}`)}</p>
              {pages.get(group)?.map((page) => (
                <NavLink
                  key={page.path}
                  to={page.path}
                  className={({ isActive }) => (isActive ? styles.active : styles.link) ?? ''}
                >
                  {t(page.label)}
                </NavLink>
              ))}
            </section>
          ))}
      </nav>
      <div className={styles.content}>
        <Outlet />
      </div>
    </div>
  );
}
