import './zod-setup.ts';
import './ui/style.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './routes/app.tsx';
import { startLanguage, storedLanguage } from './i18n.ts';
import { currentMode } from './ui/mode.ts';
import { paintSurfaces } from './ui/theme.ts';

onStaleBuild();
paintSurfaces(currentMode());
await startLanguage(storedLanguage());

const root = document.querySelector('#root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

/**
 * After an update this tab asks for files that are gone: load the new console, but not in a loop. Where the server does
 * not answer at all, the page stays and says so, since nothing would come instead.
 */
function onStaleBuild(): void {
  const MARK = 'liuke.reloaded';
  window.addEventListener('vite:preloadError', () => {
    const lately = Date.now() - Number(sessionStorage.getItem(MARK) ?? 0) < 60_000;
    if (!lately) void reloadWhereAnswered();
  });

  async function reloadWhereAnswered(): Promise<void> {
    const answered = await fetch('/healthz').catch(() => null);
    if (!answered) return;
    sessionStorage.setItem(MARK, String(Date.now()));
    window.location.reload();
  }
}
