import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { listOverdueSources, listSources } from '#modules/ingest/sources-contract.ts';
import { useFormat } from '../format.ts';
import { paths } from '../paths.ts';
import { read, useRead } from '../query.ts';
import { useCan } from '../session.ts';
import { useSourceName } from './source-name.ts';

/** What is late of the sources one is responsible for; nothing where nothing is. `here`: on the page of the sources. */
export function SourceNotice({ here = false }: { here?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sourceName = useSourceName();
  const mayOpen = useCan()(listSources.permission);
  const late = useRead(read(listOverdueSources)).data?.rows ?? [];
  if (late.length === 0) return null;
  const lines = late.map(({ code, name, dueOn, daysOver }) => (
    <div key={code}>
      {t('sources:overdue_line', {
        name: sourceName(code, name),
        day: dueOn && format.day(dueOn),
        count: daysOver ?? 0,
      })}
    </div>
  ));
  return (
    <Alert
      type="warning"
      showIcon
      style={{ marginBottom: 16 }}
      title={t('sources:overdue', { count: late.length })}
      description={lines}
      action={mayOpen && !here && <Link to={paths.sources()}>{t('sources:open')}</Link>}
    />
  );
}
