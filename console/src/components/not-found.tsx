import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { paths } from '../paths.ts';
import { WholePage } from '../ui/whole-page.tsx';

export function NotFound() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <WholePage
      code="404"
      title={t('shell:not_found.title')}
      text={t('shell:not_found.text')}
      action={
        <Button type="primary" onClick={() => void navigate(paths.home())}>
          {t('shell:home')}
        </Button>
      }
    />
  );
}
