import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { useRooms, type Room } from '../components/rooms.tsx';
import styles from './menu.module.css';

export function Menu() {
  const { t } = useTranslation();
  const rooms = useRooms();
  return (
    <nav aria-label={t('shell:menu')} className={styles.menu}>
      {rooms.map((room) => (
        <section key={room.label} aria-label={t(room.label)}>
          {room.home ? (
            <NavLink
              to={room.home}
              className={({ isActive }) => `${styles.door} ${isActive ? styles.active : styles.page}`}
            >
              <RoomName room={room} />
            </NavLink>
          ) : (
            <>
              <p className={styles.room}>
                <RoomName room={room} />
              </p>
              <Pages pages={room.pages} />
            </>
          )}
        </section>
      ))}
    </nav>
  );
}

function RoomName({ room }: { room: Room }) {
  const { t } = useTranslation();
  return (
    <>
      <span aria-hidden="true" className={styles.icon}>
        {room.icon}
      </span>
      {t(room.label)}
    </>
  );
}

function Pages({ pages }: { pages: Room['pages'] }) {
  const { t } = useTranslation();
  return (
    <ul className={styles.pages}>
      {pages.map((page) => (
        <li key={page.path}>
          <NavLink to={page.path} className={({ isActive }) => (isActive ? styles.active : styles.page) ?? ''}>
            {t(page.label)}
          </NavLink>
        </li>
      ))}
    </ul>
  );
}
