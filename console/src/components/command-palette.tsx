import { SearchOutlined } from '@ant-design/icons';
import { Modal } from 'antd';
import { useDeferredValue, useEffect, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { searchCustomers } from '#modules/customers/search-contract.ts';
import { paths } from '../paths.ts';
import { read, useRead } from '../query.ts';
import { MaskedValue } from './masked-value.tsx';
import { useRooms } from './rooms.tsx';
import { useCan } from '../session.ts';
import styles from './command-palette.module.css';

type Hit = {
  key: string;
  group: 'recent' | 'customers' | 'pages';
  title: string;
  /** Why it was found. */
  why: string | null;
  note: ReactNode;
  path: string;
};

const FOUND_CUSTOMERS = 8;

/** ⌘K: the quickest way to a customer or a page. */
export function CommandPalette() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setOpen((was) => !was);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <button type="button" className={styles.trigger} onClick={() => setOpen(true)}>
        <SearchOutlined aria-hidden="true" />
        <span className={styles.hint}>{t('shell:palette.hint')}</span>
        <kbd className={styles.keys}>{isApple ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      <Modal
        open={open}
        onCancel={() => setOpen(false)}
        footer={null}
        closable={false}
        destroyOnHidden
        width={600}
        style={{ top: '12vh' }}
        styles={{ container: { padding: 0, overflow: 'hidden' }, header: { margin: 0, height: 0 } }}
        title={<span className="lk-hidden">{t('shell:palette.title')}</span>}
      >
        <Palette onLeave={() => setOpen(false)} />
      </Modal>
    </>
  );
}

const isApple = /mac|iphone|ipad/i.test(navigator.userAgent);

function Palette({ onLeave }: { onLeave: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const { hits, searching, behind } = useHits(text.trim());
  const current = Math.min(chosen, hits.length - 1);
  const go = (hit: Hit | undefined) => {
    if (!hit) return;
    if (hit.group !== 'pages') rememberRecent(Number(hit.key));
    onLeave();
    void navigate(hit.path);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setChosen((current + step + hits.length) % Math.max(1, hits.length));
    }
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) go(hits[current]);
  };
  return (
    <div className={styles.palette}>
      <input
        autoFocus
        className={styles.input}
        value={text}
        placeholder={t('shell:palette.placeholder')}
        role="combobox"
        aria-label={t('shell:palette.title')}
        aria-expanded={hits.length > 0}
        aria-controls="palette-hits"
        aria-activedescendant={hits[current] ? `hit-${hits[current].key}` : undefined}
        onChange={(event) => {
          setText(event.target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <Hits hits={hits} current={current} onHover={setChosen} onGo={go} />
      {hits.length === 0 && (
        <p className={styles.none} role="status">
          {searching ? t('shell:palette.searching') : t('shell:palette.none')}
        </p>
      )}
      <p className={styles.foot}>{t(behind ? 'shell:palette.behind' : 'shell:palette.keys')}</p>
    </div>
  );
}

type HitsProps = { hits: Hit[]; current: number; onHover: (index: number) => void; onGo: (hit: Hit) => void };

function Hits({ hits, current, onHover, onGo }: HitsProps) {
  const { t } = useTranslation();
  return (
    <div role="listbox" id="palette-hits" aria-label={t('shell:palette.title')} className={styles.hits}>
      {hits.map((hit, index) => (
        <div key={hit.key}>
          {hit.group !== hits[index - 1]?.group && (
            <p className={styles.group} role="presentation">
              {t(`shell:palette.${hit.group}`)}
            </p>
          )}
          <div
            role="option"
            id={`hit-${hit.key}`}
            aria-selected={index === current}
            tabIndex={-1}
            className={index === current ? `${styles.hit} ${styles.current}` : styles.hit}
            onMouseMove={() => onHover(index)}
            onClick={() => onGo(hit)}
            onKeyDown={() => undefined}
          >
            <span className={styles.hitTitle}>{hit.title}</span>
            {hit.why && <span className={styles.why}>{hit.why}</span>}
            <span className={styles.hitNote}>{hit.note}</span>
          </div>
        </div>
      ))}
    </div>
  );
}

/** Pages by name at once; customers as soon as the server has found them; before anything is typed, whom one saw last. */
function useHits(text: string): { hits: Hit[]; searching: boolean; behind: boolean } {
  const { t } = useTranslation();
  const rooms = useRooms();
  const can = useCan();
  const search = useDeferredValue(text);
  const [recent] = useState(recentCustomers);
  const wanted = search.length > 1 ? { search } : { recent: recent.join(',') };
  const customers = useRead(read(searchCustomers, { query: { ...wanted, limit: FOUND_CUSTOMERS } }), {
    enabled: can(searchCustomers.permission) && (search.length > 1 || (search === '' && recent.length > 0)),
    keep: true,
  });
  const pages = rooms
    .flatMap((room) => room.pages.map((page) => ({ ...page, room: t(room.label), title: t(page.label) })))
    .filter((page) => `${page.title} ${page.room}`.toLowerCase().includes(text.toLowerCase()))
    .map((page): Hit => ({
      key: page.path,
      group: 'pages',
      title: page.title,
      why: null,
      note: page.room,
      path: page.path,
    }));
  const found =
    search.length === 1 ? [] : (customers.data?.rows ?? []).filter((row) => (row.by === null) === (search === ''));
  const people = found.map((row): Hit => ({
    key: String(row.customerId),
    group: search === '' ? 'recent' : 'customers',
    title: row.name ?? row.phone ?? row.code,
    why: row.by && row.by !== 'name' ? t(`shell:palette.by.${row.by}`) : null,
    note: (
      <>
        {row.code}
        {row.phone && ' · '}
        {row.phone && <MaskedValue kind="phone" value={row.phone} />}
      </>
    ),
    path: paths.customer(row.customerId),
  }));
  return { hits: [...people, ...pages], searching: customers.isFetching, behind: customers.data?.behind ?? false };
}

const RECENT = 'liuke.recent_customers';
const MOST_RECENT = 5;

/** Ids only: names stay with the server. */
function recentCustomers(): number[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(RECENT) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => Number.isSafeInteger(one)).slice(0, MOST_RECENT) : [];
  } catch {
    return [];
  }
}

function rememberRecent(customerId: number): void {
  const kept = [customerId, ...recentCustomers().filter((one) => one !== customerId)];
  localStorage.setItem(RECENT, JSON.stringify(kept.slice(0, MOST_RECENT)));
}
