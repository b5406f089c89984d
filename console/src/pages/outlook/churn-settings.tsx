import { Alert, App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import {
  getChurn,
  getChurnSettings,
  previewChurn,
  saveChurnSettings,
  type ChurnSettings,
} from '#modules/scoring/churn-contract.ts';
import { getState } from '#modules/scoring/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { RecomputeState } from '../../components/recompute-state.tsx';
import { prefetch, read, useRead, useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { useDraft } from '../scoring/draft.ts';
import { PreviewTable } from '../scoring/preview-table.tsx';
import { usePreview } from '../scoring/preview.ts';
import { Refused } from '../scoring/refused.tsx';
import { isSame } from '../scoring/same.ts';
import { SettingsFrame } from '../scoring/settings-frame.tsx';
import { ChurnBands, ChurnDefinition } from './churn-definition.tsx';
import { ChurnRules } from './churn-rules.tsx';

type Answer = ResultOf<typeof getChurnSettings>;

const settings = () => read(getChurnSettings);

export const loader = () => prefetch(settings());

export const handle = { permission: getChurnSettings.permission };

export function Component() {
  const query = useRead(settings());
  const { t } = useTranslation();
  if (query.data) return <Editor answer={query.data} />;
  return (
    <Page title={t('outlook:settings.title')}>
      <Shown query={query} lines={16}>
        {() => null}
      </Shown>
    </Page>
  );
}

function Editor({ answer }: { answer: Answer }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const mayChange = useCan()(saveChurnSettings.permission);
  const { draft, dirty, change, setDraft } = useDraft<ChurnSettings>(answer.settings);
  const save = useSend(saveChurnSettings, {
    ends: [getChurnSettings, getChurn, getState],
    onDone: () => void message.success(t('scoring:saved')),
  });
  const disabled = !mayChange;
  return (
    <Page
      title={t('outlook:settings.title')}
      note={t(mayChange ? 'outlook:settings.note' : 'scoring:read_only')}
      actions={
        mayChange && (
          <>
            {dirty ? (
              <Button onClick={() => setDraft(answer.settings)}>{t('scoring:discard')}</Button>
            ) : (
              !isSame(draft, answer.defaults) && (
                <Button onClick={() => setDraft(answer.defaults)}>{t('scoring:defaults')}</Button>
              )
            )}
            <Button
              type="primary"
              disabled={!dirty}
              loading={save.isPending}
              onClick={() => save.mutate({ body: draft })}
            >
              {t('shell:save')}
            </Button>
          </>
        )
      }
    >
      {save.error && <Refused error={save.error} />}
      <RecomputeState />
      <SettingsFrame side={mayChange && <PreviewSection draft={draft} dirty={dirty} />}>
        <Section title={t('outlook:settings.definition')} note={t('outlook:settings.definition_note')}>
          <ChurnDefinition settings={draft} onChange={change} disabled={disabled} />
        </Section>
        <Section title={t('outlook:settings.bands')} note={t('outlook:settings.bands_note')}>
          <ChurnBands settings={draft} onChange={change} disabled={disabled} />
        </Section>
        <Section title={t('outlook:settings.rules')} note={t('outlook:settings.rules_note')}>
          <ChurnRules
            described={answer.rules}
            rules={draft.rules}
            onChange={(rules) => change({ rules })}
            disabled={disabled}
          />
        </Section>
      </SettingsFrame>
    </Page>
  );
}

type Preview = z.input<NonNullable<typeof previewChurn.response>>;

function PreviewSection({ draft, dirty }: { draft: ChurnSettings; dirty: boolean }) {
  const { t } = useTranslation();
  const preview = usePreview<Preview>(previewChurn, draft, dirty);
  return (
    <Section title={t('scoring:preview.title')} note={t('scoring:preview.note')}>
      {!dirty && <p className="lk-soft">{t('scoring:preview.nothing_changed')}</p>}
      {dirty && preview.error && <Refused error={preview.error} />}
      {dirty && !preview.error && (
        <Shown query={preview} lines={6}>
          {(data) => (
            <>
              {data.willRetrain && (
                <Alert type="info" showIcon title={t('outlook:settings.retrains')} style={{ marginBottom: 12 }} />
              )}
              <PreviewTable preview={data.bands} />
            </>
          )}
        </Shown>
      )}
    </Section>
  );
}
