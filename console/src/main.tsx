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

/** After an update this tab asks for files that are gone: load the new console, but not in a loop. */
function onStaleBuild(): void {
  const MARK = 'liuke.reloaded';
  window.addEventListener('vite:preloadError', (event) => {
    const lately = Date.now() - Number(sessionStorage.getItem(MARK) ?? 0) < 60_000;
    if (lately) return;
    sessionStorage.setItem(MARK, String(Date.now()));
    event.preventDefault();
    window.location.reload();
  });
}
