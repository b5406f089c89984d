import { CloudUploadOutlined, DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { UPLOAD_LIMIT_BYTES, downloadTemplate, listKinds, uploadFile } from '#modules/ingest/contract.ts';
import { urlOf } from '../../call.ts';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { Page, Section } from '../../ui/page.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Shown } from '../../ui/shown.tsx';
import { bytesText, spanText } from './amounts.ts';
import { sendFile, type Sent } from './send-file.ts';
import { WizardSteps } from './wizard-steps.tsx';
import { WorkProgress } from './work-progress.tsx';
import styles from './import-new.module.css';

const kinds = () => read(listKinds);

export const loader = () => prefetch(kinds());

export const handle = { permission: uploadFile.permission };

export function Component() {
  const { t } = useTranslation();
  const upload = useUpload();
  return (
    <Page title={t('import:new.title')} note={t('import:new.note')}>
      <WizardSteps at="upload" />
      <Section>
        {upload.error !== null && <ProblemNote error={upload.error} />}
        {upload.sent && upload.fileName ? (
          <Sending fileName={upload.fileName} sent={upload.sent} onStop={upload.stop} />
        ) : (
          <DropPlace onFile={upload.start} />
        )}
      </Section>
      <Section title={t('import:new.templates')} note={t('import:new.templates_note')}>
        <Templates />
      </Section>
    </Page>
  );
}

/** One file at a time, to the mapping page when it is safely stored. */
function useUpload() {
  const navigate = useNavigate();
  const [fileName, setFileName] = useState<string | null>(null);
  const [sent, setSent] = useState<Sent | null>(null);
  const [error, setError] = useState<unknown>(null);
  const stopper = useRef<AbortController | null>(null);
  useEffect(() => () => stopper.current?.abort(), []);
  const start = async (file: File) => {
    const controller = new AbortController();
    stopper.current = controller;
    setError(null);
    setFileName(file.name);
    setSent({ bytes: 0, totalBytes: file.size, bytesPerSecond: null, secondsLeft: null });
    try {
      const { uploadId } = await sendFile(file, setSent, controller.signal);
      await navigate(paths.importFile(uploadId));
    } catch (problem) {
      setSent(null);
      if (!controller.signal.aborted) setError(problem);
    }
  };
  return { fileName, sent, error, start: (file: File) => void start(file), stop: () => stopper.current?.abort() };
}

function DropPlace({ onFile }: { onFile: (file: File) => void }) {
  const { t, i18n } = useTranslation();
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file) onFile(file);
  };
  const hold = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  return (
    <div
      className={over ? `${styles.drop} ${styles.over}` : styles.drop}
      onDragEnter={hold}
      onDragOver={hold}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
    >
      <CloudUploadOutlined className={styles.icon} aria-hidden="true" />
      <p className={styles.title}>{t('import:new.drop')}</p>
      <p className="lk-soft">{t('import:new.formats', { limit: bytesText(UPLOAD_LIMIT_BYTES, i18n.language) })}</p>
      <input
        ref={input}
        type="file"
        accept=".csv,.txt,.tsv,.gz,.xlsx"
        hidden
        aria-label={t('import:new.choose')}
        onChange={(event) => take(event.target.files)}
      />
      <Button type="primary" className={styles.choose ?? ''} onClick={() => input.current?.click()}>
        {t('import:new.choose')}
      </Button>
    </div>
  );
}

function Sending({ fileName, sent, onStop }: { fileName: string; sent: Sent; onStop: () => void }) {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  const size = (bytes: number) => bytesText(bytes, language);
  const stored = sent.totalBytes > 0 && sent.bytes >= sent.totalBytes;
  return (
    <WorkProgress
      label={stored ? t('import:new.storing', { fileName }) : t('import:new.sending', { fileName })}
      share={stored || sent.totalBytes === 0 ? null : sent.bytes / sent.totalBytes}
      facts={[
        t('import:new.sent', { sent: size(sent.bytes), total: size(sent.totalBytes) }),
        sent.bytesPerSecond === null ? null : t('import:per_second', { amount: size(sent.bytesPerSecond) }),
        sent.secondsLeft === null || stored ? null : t('import:left', { span: spanText(sent.secondsLeft, language) }),
      ]}
    >
      <Button style={{ marginTop: 16 }} onClick={onStop}>
        {t('import:stop')}
      </Button>
    </WorkProgress>
  );
}

function Templates() {
  const { t, i18n } = useTranslation();
  const query = useRead(kinds());
  return (
    <Shown query={query} lines={2}>
      {({ rows }) => (
        <ul className={styles.templates}>
          {rows.map(({ kind }) => (
            <li key={kind} className={styles.template}>
              <b>{t(`import:kind.${kind}`)}</b>
              <p>{t(`import:kind_note.${kind}`)}</p>
              <div>
                {(['xlsx', 'csv'] as const).map((format) => (
                  <Button
                    key={format}
                    size="small"
                    type={format === 'csv' ? 'text' : 'default'}
                    {...(format === 'xlsx' && { icon: <DownloadOutlined /> })}
                    download
                    href={urlOf(downloadTemplate, { params: { kind }, query: { language: i18n.language, format } })}
                  >
                    {t(`import:new.template_${format}`, { kind: t(`import:kind.${kind}`) })}
                  </Button>
                ))}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Shown>
  );
}
