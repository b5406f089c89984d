import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Outlet, useNavigate } from 'react-router';
import { listConsentTexts, publishConsentText, type ConsentText } from '#modules/privacy/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { useCan } from '../../session.ts';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import styles from './privacy.module.css';

type Text = ResultOf<typeof listConsentTexts>['rows'][number];

const textsRead = read(listConsentTexts);

export const loader = () => prefetch(textsRead);

export const handle = { permission: publishConsentText.permission };

/** What customers are asked to agree to, word for word; a wording once published is never changed. */
export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mayPublish = useCan()(publishConsentText.permission);
  const found = useRead(textsRead);
  const publish = mayPublish && (
    <Button type="primary" onClick={() => void navigate(paths.consentTextNew())}>
      {t('privacy:texts.new')}
    </Button>
  );
  return (
    <Page title={t('privacy:texts.title')} note={t('privacy:texts.note')} actions={publish} narrow>
      <Shown query={found} lines={6}>
        {({ rows }) =>
          rows.length > 0 ? (
            <div className={styles.sections}>
              {rows.map((text) => (
                <One key={text.textId} text={text} newest={isNewest(text, rows)} />
              ))}
            </div>
          ) : (
            <Section>
              <EmptyState title={t('privacy:texts.empty')} text={t('privacy:texts.empty_text')} action={publish} />
            </Section>
          )
        }
      </Shown>
      <Outlet />
    </Page>
  );
}

const isNewest = (text: Text, all: readonly Text[]): boolean =>
  all.every((other) => other.purpose !== text.purpose || other.version <= text.version);

function One({ text, newest }: { text: Text; newest: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { purpose, version, publishedAt, publishedBy } = text;
  const published = t('privacy:texts.published', { date: format.date(publishedAt), by: publishedBy ?? '' });
  return (
    <Section
      title={`${t(`privacy:purpose.${purpose}`)} · ${t('privacy:consents.version', { version })}`}
      note={published}
      actions={newest && <span className={styles.good}>{t('privacy:texts.in_use')}</span>}
    >
      <div className={styles.languages}>
        <Wording lang="zh-CN" title={text.titleZh} body={text.bodyZh} />
        <Wording lang="en" title={text.titleEn} body={text.bodyEn} />
      </div>
    </Section>
  );
}

function Wording({ lang, title, body }: { lang: string; title: ConsentText['titleZh']; body: string }) {
  return (
    <div lang={lang}>
      <b>{title}</b>
      <p className={styles.text}>{body}</p>
    </div>
  );
}
