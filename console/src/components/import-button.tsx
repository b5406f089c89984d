import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { uploadFile } from '#modules/ingest/contract.ts';
import { paths } from '../paths.ts';
import { useCan } from '../session.ts';

/** The way out of an empty page, for those who may import. */
export function ImportButton() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  if (!useCan()(uploadFile.permission)) return null;
  return (
    <Button type="primary" onClick={() => void navigate(paths.importNew())}>
      {t('shell:import')}
    </Button>
  );
}
