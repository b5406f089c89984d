import { App, Button, Tabs } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import {
  getRfmSettings,
  getState,
  getVocabulary,
  previewRfm,
  saveRfmSettings,
  type RfmSettings,
} from '#modules/scoring/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { RecomputeState } from '../../components/recompute-state.tsx';
import { prefetch, read, useRead, useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { useUrlState } from '../../url-state.ts';
import { Class8Editor } from './class8-editor.tsx';
import { useDraft } from './draft.ts';
import { isSame } from './same.ts';
import { PreviewTable } from './preview-table.tsx';
import { usePreview } from './preview.ts';
import { Refused } from './refused.tsx';
import { ScoresSection } from './scores-section.tsx';
import { SegmentMapEditor } from './segment-map-editor.tsx';
import { SettingsFrame } from './settings-frame.tsx';
import { TierEditor } from './tier-editor.tsx';

type Answer = ResultOf<typeof getRfmSettings>;
type Previews = z.input<NonNullable<typeof previewRfm.response>>;

const urlDefaults = { tab: 'scores' };
const PARTS = ['scores', 'map', 'class8', 'class4'] as const;

const settings = () => read(getRfmSettings);

export const loader = () => prefetch(settings());

export const handle = { permission: getRfmSettings.permission };

export function Component() {
  const query = useRead(settings());
  const { t } = useTranslation();
  if (query.data) return <Editor answer={query.data} />;
  return (
    <Page title={t('scoring:rfm.title')}>
      <Shown query={query} lines={16}>
        {() => null}
      </Shown>
    </Page>
  );
}

function Editor({ answer }: { answer: Answer }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const mayChange = useCan()(saveRfmSettings.permission);
  const { draft, dirty, change, setDraft } = useDraft<RfmSettings>(answer.settings);
  const save = useSend(saveRfmSettings, {
    ends: [getRfmSettings, getState, getVocabulary],
    onDone: () => void message.success(t('scoring:saved')),
  });
  const disabled = !mayChange;
  const [{ tab }, setState] = useUrlState(urlDefaults);
  const part = PARTS.find((one) => one === tab) ?? 'scores';
  const editors = {
    scores: <ScoresSection settings={draft} onChange={change} disabled={disabled} />,
    map: (
      <SegmentMapEditor
        map={draft.segmentMap}
        defaults={answer.defaults.segmentMap}
        onChange={(segmentMap) => change({ segmentMap })}
        disabled={disabled}
      />
    ),
    class8: <Class8Editor rule={draft.class8} onChange={(class8) => change({ class8 })} disabled={disabled} />,
    class4: (
      <TierEditor
        rule={draft.class4}
        presets={answer.presets.class4}
        onChange={(class4) => change({ class4 })}
        disabled={disabled}
      />
    ),
  };
  return (
    <Page
      title={t('scoring:rfm.title')}
      note={t(mayChange ? 'scoring:rfm.note' : 'scoring:read_only')}
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
      <Tabs
        tabBarStyle={{ margin: 0 }}
        activeKey={part}
        onChange={(key) => setState({ tab: key })}
        items={PARTS.map((key) => ({ key, label: t(`scoring:rfm.part.${key}`) }))}
      />
      <SettingsFrame side={mayChange && <PreviewSection key={part} of={KIND_OF[part]} draft={draft} dirty={dirty} />}>
        {editors[part]}
      </SettingsFrame>
    </Page>
  );
}

const KINDS = ['segments', 'class8', 'class4'] as const;

/** What a part changes is shown first. */
const KIND_OF = { scores: 'segments', map: 'segments', class8: 'class8', class4: 'class4' } as const;

type PreviewProps = { of: (typeof KINDS)[number]; draft: RfmSettings; dirty: boolean };

function PreviewSection({ of, draft, dirty }: PreviewProps) {
  const { t } = useTranslation();
  const [kind, setKind] = useState(of);
  const preview = usePreview<Previews>(previewRfm, draft, dirty);
  return (
    <Section title={t('scoring:preview.title')} note={t('scoring:preview.note')}>
      {!dirty && <p className="lk-soft">{t('scoring:preview.nothing_changed')}</p>}
      {dirty && preview.error && <Refused error={preview.error} />}
      {dirty && !preview.error && (
        <>
          <Tabs
            size="small"
            activeKey={kind}
            onChange={(key) => setKind(KINDS.find((one) => one === key) ?? 'segments')}
            items={KINDS.map((key) => ({ key, label: t(`scoring:preview.${key}`) }))}
          />
          <Shown query={preview} lines={10}>
            {(data) => <PreviewTable preview={data[kind]} />}
          </Shown>
        </>
      )}
    </Section>
  );
}
