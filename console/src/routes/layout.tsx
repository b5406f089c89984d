import { MenuOutlined } from '@ant-design/icons';
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, ScrollRestoration, useLocation, useMatches, useNavigation } from 'react-router';
import { useCan, useOrganisation, useStart } from '../session.ts';
import { CommandPalette } from '../components/command-palette.tsx';
import { Forbidden } from '../components/forbidden.tsx';
import { SessionEnded } from '../pages/access/session-ended.tsx';
import { Menu } from './menu.tsx';
import { TopControls } from './top-controls.tsx';
import styles from './layout.module.css';

/** A page's `handle`: which permission it needs. The page says 403 in its place when the person lacks it. */
export type Handle = { permission?: string };

export function Component() {
  const { t } = useTranslation();
  const [menuOpen, setMenuOpen] = useState(false);
  const { pathname } = useLocation();
  const busy = useNavigation().state === 'loading';
  return (
    <div className={styles.house}>
      <a href="#main" className={styles.skip}>
        {t('shell:skip')}
      </a>
      <aside className={styles.side}>
        <Organisation />
        <Menu />
      </aside>
      <Drawer
        open={menuOpen}
        onClose={() => setMenuOpen(false)}
        placement="left"
        size={264}
        title={<Organisation />}
        key={pathname}
      >
        <Menu />
      </Drawer>
      <div className={styles.column}>
        <header className={styles.top}>
          <Button
            type="text"
            className={styles.menuButton}
            icon={<MenuOutlined />}
            aria-label={t('shell:menu')}
            onClick={() => setMenuOpen(true)}
          />
          <CommandPalette />
          <div className={styles.spacer} />
          <TopControls />
        </header>
        <div className={busy ? `${styles.progress} ${styles.running}` : styles.progress} aria-hidden="true" />
        <main id="main" tabIndex={-1} className={styles.main}>
          <Guarded />
        </main>
      </div>
      <ScrollRestoration />
      <SessionEnded />
    </div>
  );
}

function Guarded() {
  const can = useCan();
  const needed = useMatches().flatMap(({ handle }) => (handle as Handle | undefined)?.permission ?? []);
  return needed.every(can) ? <Outlet /> : <Forbidden />;
}

function Organisation() {
  const { name } = useOrganisation();
  const { demo } = useStart();
  const { t } = useTranslation();
  return (
    <div className={styles.organisation}>
      <img src="/mark.svg" alt="" width="28" height="28" />
      <div className={styles.names}>
        <span className={styles.name} title={name}>
          {name}
        </span>
        {demo ? (
          <span className={styles.demo}>{t('shell:demo')}</span>
        ) : (
          <span className={styles.product}>{t('shell:product')}</span>
        )}
      </div>
    </div>
  );
}
