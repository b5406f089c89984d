import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { getChurn } from '#modules/scoring/churn-contract.ts';
import {
  getChurnSettings,
  previewChurn,
  saveChurnSettings,
  type ChurnSettings,
} from '#modules/scoring/churn-settings-contract.ts';
import { getState } from '#modules/scoring/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { RecomputeState } from '../../components/recompute-state.tsx';
import { prefetch, read, useRead } from '../../query.ts';
import { Page, Section } from '../../ui/page.tsx';
import { PreviewTable } from '../scoring/preview-table.tsx';
import { usePreview } from '../scoring/preview.ts';
import { RulesPage, RulesPreview, useRulesDraft } from '../scoring/rules-draft.tsx';
import { SettingsFrame } from '../scoring/settings-frame.tsx';
import { ChurnBands, ChurnDefinition } from './churn-definition.tsx';
import { ChurnRules } from './churn-rules.tsx';

type Answer = ResultOf<typeof getChurnSettings>;

const settings = () => read(getChurnSettings);

export const loader = () => prefetch(settings());

export const handle = { permission: getChurnSettings.permission };

export function Component() {
  const { t } = useTranslation();
  return (
    <RulesPage title={t('outlook:settings.title')} query={useRead(settings())}>
      {(answer) => <Editor answer={answer} />}
    </RulesPage>
  );
}

function Editor({ answer }: { answer: Answer }) {
  const { t } = useTranslation();
  const { draft, dirty, change, disabled, actions, refused } = useRulesDraft<ChurnSettings>(answer, saveChurnSettings, [
    getChurnSettings,
    getChurn,
    getState,
  ]);
  return (
    <Page
      title={t('outlook:settings.title')}
      note={t(disabled ? 'scoring:read_only' : 'outlook:settings.note')}
      actions={actions}
    >
      {refused}
      <RecomputeState />
      <SettingsFrame side={!disabled && <PreviewSection draft={draft} dirty={dirty} />}>
        <Section title={t('outlook:settings.definition')} note={t('outlook:settings.definition_note')}>
          <ChurnDefinition bases={answer.bases} settings={draft} onChange={change} disabled={disabled} />
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
    <RulesPreview dirty={dirty} preview={preview}>
      {(data) => (
        <>
          {data.willRetrain && (
            <Alert type="info" showIcon title={t('outlook:settings.retrains')} style={{ marginBottom: 12 }} />
          )}
          <PreviewTable preview={data.bands} />
        </>
      )}
    </RulesPreview>
  );
}
