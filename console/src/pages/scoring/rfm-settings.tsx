import { Tabs } from 'antd';
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
import { prefetch, read, useRead } from '../../query.ts';
import { Page } from '../../ui/page.tsx';
import { useUrlState } from '../../url-state.ts';
import { Class8Editor } from './class8-editor.tsx';
import { PreviewTable } from './preview-table.tsx';
import { usePreview } from './preview.ts';
import { RulesPage, RulesPreview, useRulesDraft } from './rules-draft.tsx';
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
  const { t } = useTranslation();
  return (
    <RulesPage title={t('scoring:rfm.title')} query={useRead(settings())}>
      {(answer) => <Editor answer={answer} />}
    </RulesPage>
  );
}

function Editor({ answer }: { answer: Answer }) {
  const { t } = useTranslation();
  const { draft, dirty, change, disabled, actions, refused } = useRulesDraft<RfmSettings>(answer, saveRfmSettings, [
    getRfmSettings,
    getState,
    getVocabulary,
  ]);
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
      note={t(disabled ? 'scoring:read_only' : 'scoring:rfm.note')}
      actions={actions}
    >
      {refused}
      <RecomputeState />
      <Tabs
        tabBarStyle={{ margin: 0 }}
        activeKey={part}
        onChange={(key) => setState({ tab: key })}
        items={PARTS.map((key) => ({ key, label: t(`scoring:rfm.part.${key}`) }))}
      />
      <SettingsFrame side={!disabled && <PreviewSection key={part} of={KIND_OF[part]} draft={draft} dirty={dirty} />}>
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
  const kinds = (
    <Tabs
      size="small"
      activeKey={kind}
      onChange={(key) => setKind(KINDS.find((one) => one === key) ?? 'segments')}
      items={KINDS.map((key) => ({ key, label: t(`scoring:preview.${key}`) }))}
    />
  );
  return (
    <RulesPreview dirty={dirty} preview={preview} above={kinds}>
      {(data) => <PreviewTable preview={data[kind]} />}
    </RulesPreview>
  );
}
