import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { useRooms } from './rooms.tsx';
import styles from './menu.module.css';

export function Menu() {
  const { t } = useTranslation();
  const rooms = useRooms();
  return (
    <nav aria-label={t('shell:menu')} className={styles.menu}>
      {rooms.map((room) => (
        <section key={room.label} aria-label={t(room.label)}>
          <p className={styles.room}>
            <span aria-hidden="true" className={styles.icon}>
              {room.icon}
            </span>
            {t(room.label)}
          </p>
          <ul className={styles.pages}>
            {room.pages.map((page) => (
              <li key={page.path}>
                <NavLink to={page.path} className={({ isActive }) => (isActive ? styles.active : styles.page) ?? ''}>
                  {t(page.label)}
                </NavLink>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}
