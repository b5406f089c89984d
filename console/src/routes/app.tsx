import { QueryClientProvider } from '@tanstack/react-query';
import { App as AntdApp, ConfigProvider } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { RouterProvider } from 'react-router/dom';
import { antdLocaleOf, type Language } from '../i18n.ts';
import { queryClient } from '../query.ts';
import { useMode } from '../ui/mode.ts';
import { antdTheme } from '../ui/theme.ts';
import { router } from './router.tsx';

/** What stands around every page: theme, language, server state, the windows over it, router. */
export function App() {
  const { i18n } = useTranslation();
  const mode = useMode();
  const theme = useMemo(() => antdTheme(mode), [mode]);
  const locale = antdLocaleOf(i18n.language as Language);
  return (
    <ConfigProvider theme={theme} {...(locale && { locale })} button={{ autoInsertSpace: false }}>
      <QueryClientProvider client={queryClient}>
        <AntdApp>
          <RouterProvider router={router} />
        </AntdApp>
      </QueryClientProvider>
    </ConfigProvider>
  );
}
