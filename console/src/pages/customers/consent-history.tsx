import { Drawer } from 'antd';
import { useTranslation } from 'react-i18next';
import type { getConsents } from '#modules/privacy/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { useFormat } from '../../format.ts';
import styles from './customer-consents.module.css';

type Entry = ResultOf<typeof getConsents>['history'][number];

/** Every answer with its evidence, the newest first. */
export function ConsentHistory({
  open,
  entries,
  onClose,
}: {
  open: boolean;
  entries: readonly Entry[];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Drawer open={open} onClose={onClose} title={t('privacy:consents.history')} size={440}>
      <ol className={styles.history}>
        {entries.map((entry) => (
          <Answer key={entry.consentId} entry={entry} />
        ))}
      </ol>
    </Drawer>
  );
}

function Answer({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { purpose, channel, state, source, evidence, ip, textVersion, recordedBy } = entry;
  const tone = { granted: styles.yes, refused: styles.no, pending: styles.open }[state];
  const where = [
    t(`privacy:source.${source}`, { defaultValue: source }),
    textVersion !== null && t('privacy:consents.version', { version: textVersion }),
    ip,
    t(`terms:actor.${recordedBy}`, { defaultValue: recordedBy }),
  ];
  return (
    <li>
      <p>
        <b className={tone}>{t(`privacy:state.${state}`)}</b> {t(`privacy:purpose.${purpose}`)}
        {channel !== 'any' && ` · ${t(`privacy:channel.${channel}`)}`}
      </p>
      <p className="lk-soft">
        {format.moment(entry.at)} · {where.filter(Boolean).join(' · ')}
      </p>
      {evidence && <p className={styles.evidence}>{evidence}</p>}
    </li>
  );
}
