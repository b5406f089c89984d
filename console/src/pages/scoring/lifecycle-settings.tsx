import { useTranslation } from 'react-i18next';
import {
  getLifecycleSettings,
  getState,
  getVocabulary,
  previewLifecycle,
  saveLifecycleSettings,
  type LifecycleSettings,
  type Named,
  type Preview,
} from '#modules/scoring/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { RecomputeState } from '../../components/recompute-state.tsx';
import { prefetch, read, useRead } from '../../query.ts';
import { Page, Section } from '../../ui/page.tsx';
import { isSame } from './same.ts';
import { PresetChoice } from './lifecycle-presets.tsx';
import { LifecycleThresholds } from './lifecycle-thresholds.tsx';
import { NamesEditor } from './names-editor.tsx';
import { PreviewTable } from './preview-table.tsx';
import { usePreview } from './preview.ts';
import { RulesPage, RulesPreview, useRulesDraft } from './rules-draft.tsx';
import { SettingsFrame } from './settings-frame.tsx';

type Answer = ResultOf<typeof getLifecycleSettings>;

const settings = () => read(getLifecycleSettings);

export const loader = () => prefetch(settings());

export const handle = { permission: getLifecycleSettings.permission };

export function Component() {
  const { t } = useTranslation();
  return (
    <RulesPage title={t('scoring:lifecycle.title')} query={useRead(settings())}>
      {(answer) => <Editor answer={answer} />}
    </RulesPage>
  );
}

function Editor({ answer }: { answer: Answer }) {
  const { t } = useTranslation();
  const { draft, dirty, change, disabled, actions, refused } = useRulesDraft<LifecycleSettings>(
    answer,
    saveLifecycleSettings,
    [getLifecycleSettings, getState, getVocabulary],
  );
  return (
    <Page
      title={t('scoring:lifecycle.title')}
      note={t(disabled ? 'scoring:read_only' : 'scoring:lifecycle.note')}
      actions={actions}
    >
      {refused}
      <RecomputeState />
      <SettingsFrame
        side={!disabled && <PreviewSection draft={draft} dirty={dirty} known={answer.definition.stages} />}
      >
        <Section title={t('scoring:lifecycle.vocabulary')} note={t('scoring:lifecycle.vocabulary_note')}>
          <PresetChoice settings={draft} presets={answer.presets} onChange={change} disabled={disabled} />
        </Section>
        {draft.preset !== 'own' && (
          <>
            <Section title={t('scoring:lifecycle.thresholds')} note={t('scoring:lifecycle.thresholds_note')}>
              <LifecycleThresholds
                preset={draft.preset}
                thresholds={draft.thresholds}
                onChange={(thresholds) => change({ thresholds })}
                disabled={disabled}
              />
            </Section>
            <Section title={t('scoring:lifecycle.labels')} note={t('scoring:lifecycle.labels_note')}>
              <Labels answer={answer} draft={draft} change={change} disabled={disabled} />
            </Section>
          </>
        )}
      </SettingsFrame>
    </Page>
  );
}

type LabelsProps = {
  answer: Answer;
  draft: LifecycleSettings;
  change: (part: Partial<LifecycleSettings>) => void;
  disabled: boolean;
};

/** Only names that differ from the preset's are kept. */
function Labels({ answer, draft, change, disabled }: LabelsProps) {
  const stages = answer.presets.find(({ code }) => code === draft.preset)?.definition.stages ?? [];
  const names = stages.map((stage): Named => ({ ...stage, ...draft.labels[stage.code] }));
  const keep = (next: Named[]) => {
    const changed = next.filter(
      (one) =>
        !isSame(
          one,
          stages.find(({ code }) => code === one.code),
        ),
    );
    change({ labels: Object.fromEntries(changed.map(({ code, zh, en }) => [code, { zh, en }])) });
  };
  return <NamesEditor names={names} onChange={keep} disabled={disabled} />;
}

type PreviewProps = { draft: LifecycleSettings; dirty: boolean; known: readonly Named[] };

function PreviewSection({ draft, dirty, known }: PreviewProps) {
  const preview = usePreview<Preview>(previewLifecycle, draft, dirty);
  return (
    <RulesPreview dirty={dirty} preview={preview}>
      {(data) => <PreviewTable preview={data} known={known} />}
    </RulesPreview>
  );
}
