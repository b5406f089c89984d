import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { paths } from '../paths.ts';
import { useMe } from '../session.ts';
import { WholePage } from '../ui/whole-page.tsx';

export function Forbidden() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const me = useMe();
  return (
    <WholePage
      code="403"
      title={t('shell:forbidden.title')}
      text={t('shell:forbidden.text', { role: t(`terms:role.${me.role}`) })}
      action={
        <Button type="primary" onClick={() => void navigate(paths.home())}>
          {t('shell:home')}
        </Button>
      }
    />
  );
}
