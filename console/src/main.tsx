import './zod-setup.ts';
import './ui/style.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './routes/app.tsx';
import { startLanguage, storedLanguage } from './i18n.ts';
import { currentMode } from './ui/mode.ts';
import { paintSurfaces } from './ui/theme.ts';

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
