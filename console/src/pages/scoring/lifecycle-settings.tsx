import { App, Button } from 'antd';
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
import { prefetch, read, useRead, useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { useDraft } from './draft.ts';
import { isSame } from './same.ts';
import { PresetChoice } from './lifecycle-presets.tsx';
import { LifecycleThresholds } from './lifecycle-thresholds.tsx';
import { NamesEditor } from './names-editor.tsx';
import { PreviewTable } from './preview-table.tsx';
import { usePreview } from './preview.ts';
import { Refused } from './refused.tsx';
import { SettingsFrame } from './settings-frame.tsx';

type Answer = ResultOf<typeof getLifecycleSettings>;

const settings = () => read(getLifecycleSettings);

export const loader = () => prefetch(settings());

export const handle = { permission: getLifecycleSettings.permission };

export function Component() {
  const query = useRead(settings());
  const { t } = useTranslation();
  if (query.data) return <Editor answer={query.data} />;
  return (
    <Page title={t('scoring:lifecycle.title')}>
      <Shown query={query} lines={16}>
        {() => null}
      </Shown>
    </Page>
  );
}

function Editor({ answer }: { answer: Answer }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const mayChange = useCan()(saveLifecycleSettings.permission);
  const { draft, dirty, change, setDraft } = useDraft<LifecycleSettings>(answer.settings);
  const save = useSend(saveLifecycleSettings, {
    ends: [getLifecycleSettings, getState, getVocabulary],
    onDone: () => void message.success(t('scoring:saved')),
  });
  const disabled = !mayChange;
  return (
    <Page
      title={t('scoring:lifecycle.title')}
      note={t(mayChange ? 'scoring:lifecycle.note' : 'scoring:read_only')}
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
      <SettingsFrame
        side={mayChange && <PreviewSection draft={draft} dirty={dirty} known={answer.definition.stages} />}
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
  const { t } = useTranslation();
  const preview = usePreview<Preview>(previewLifecycle, draft, dirty);
  return (
    <Section title={t('scoring:preview.title')} note={t('scoring:preview.note')}>
      {!dirty && <p className="lk-soft">{t('scoring:preview.nothing_changed')}</p>}
      {dirty && preview.error && <Refused error={preview.error} />}
      {dirty && !preview.error && (
        <Shown query={preview} lines={8}>
          {(data) => <PreviewTable preview={data} known={known} />}
        </Shown>
      )}
    </Section>
  );
}
