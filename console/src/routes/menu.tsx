import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, useLocation } from 'react-router';
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
  const { pathname } = useLocation();
  // Of two addresses one of which begins like the other, the longer one is where somebody is.
  const within = pages.filter(({ path }) => pathname === path || pathname.startsWith(`${path}/`));
  const here = within.toSorted((a, b) => b.path.length - a.path.length)[0]?.path;
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    // The menu is longer than the window: whoever comes by a link sees where they are.
    if (here) list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [here]);
  return (
    <ul ref={list} className={styles.pages}>
      {pages.map((page) => (
        <li key={page.path}>
          <Link
            to={page.path}
            className={page.path === here ? styles.active : styles.page}
            aria-current={page.path === here ? 'page' : undefined}
          >
            {t(page.label)}
          </Link>
        </li>
      ))}
    </ul>
  );
}
