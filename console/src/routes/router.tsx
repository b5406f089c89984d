import { createBrowserRouter } from 'react-router';
import { paths } from '../paths.ts';
import { onSignedOut } from '../query.ts';
import { routes } from './routes.tsx';

export const router = createBrowserRouter(routes, { future: { v8_middleware: true } });

onSignedOut(leave);

/** A session that ended in the middle of work. */
function leave(): void {
  const { pathname, search } = router.state.location;
  if (pathname === paths.signIn()) return;
  window.location.replace(paths.signIn(pathname + search));
}
