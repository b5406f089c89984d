import { SettingOutlined } from '@ant-design/icons';
import { Segmented, Tabs } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { getRfmPicture } from '#modules/insights/contract.ts';
import { getRfmSettings } from '#modules/scoring/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { useOpenBehind } from '../../components/behind.tsx';
import { ButtonLink } from '../../components/button-link.tsx';
import { Defined } from '../../components/defined.tsx';
import { ImportButton } from '../../components/import-button.tsx';
import { RecomputeState } from '../../components/recompute-state.tsx';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { prefetch, read } from '../../query.ts';
import { useCan } from '../../session.ts';
import { Chart } from '../../ui/chart.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { useMode } from '../../ui/mode.ts';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { useUrlState } from '../../url-state.ts';
import { useFresh } from './fresh.ts';
import { groupsOption, type RfmGroupRow } from './rfm-groups-chart.ts';
import { RfmGroupsTable } from './rfm-groups-table.tsx';
import { TINTS, mapOption, type Model, type Tint } from './rfm-map.ts';
import { RfmThresholds } from './rfm-thresholds.tsx';

type Picture = ResultOf<typeof getRfmPicture>;
type Judged = Picture & { model: Model };

function NothingYet() {
  const { t } = useTranslation();
  return (
    <Section>
      <EmptyState title={t('insights:rfm.empty')} text={t('insights:rfm.empty_text')} action={<ImportButton />} />
    </Section>
  );
}

const urlDefaults = { tab: 'map', tint: 'customers' };
const TABS = ['map', 'class8', 'class4', 'thresholds'] as const;

const picture = () => read(getRfmPicture);

export const loader = () => prefetch(picture());

export const handle = { permission: getRfmPicture.permission };

export function Component() {
  const { t } = useTranslation();
  const mayConfigure = useCan()(getRfmSettings.permission);
  const query = useFresh<Picture>(picture());
  return (
    <Page
      title={t('insights:rfm.title')}
      note={<Note model={query.data?.model ?? null} prospects={query.data?.prospects ?? 0} />}
      actions={
        mayConfigure && (
          <ButtonLink to={paths.rfmSettings()} icon={<SettingOutlined />}>
            {t('insights:rfm.settings')}
          </ButtonLink>
        )
      }
    >
      <Shown query={query} lines={16}>
        {(data) => (isJudged(data) ? <Judgement picture={data} /> : <NothingYet />)}
      </Shown>
      <RecomputeState />
    </Page>
  );
}

const isJudged = (picture: Picture): picture is Judged => picture.model !== null && picture.scored > 0;

function Note({ model, prospects }: { model: Model | null; prospects: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!model) return t('insights:rfm.note');
  const parts = [
    t('insights:rfm.model', {
      version: model.version,
      day: format.day(model.asOf),
      customers: format.number(model.customers),
      method: t(`scoring:method.${model.method}`),
    }),
    prospects > 0 && t('insights:rfm.prospects', { count: prospects, shown: format.number(prospects) }),
  ];
  return parts.filter(Boolean).join(' · ');
}

function Judgement({ picture }: { picture: Judged }) {
  const { t } = useTranslation();
  const [state, setState] = useUrlState(urlDefaults);
  const content = {
    map: (
      <SegmentMap
        picture={picture}
        tint={TINTS.find((one) => one === state.tint) ?? 'customers'}
        onTint={(tint) => setState({ tint })}
      />
    ),
    class8: (
      <Groups
        groups={picture.class8}
        of={t('insights:rfm.class')}
        note={t('insights:rfm.class8_note')}
        definitions={picture.definitions}
      />
    ),
    class4: (
      <Groups
        groups={picture.class4}
        of={t('insights:rfm.class')}
        note={t('insights:rfm.class4_note')}
        definitions={picture.definitions}
      />
    ),
    thresholds: <RfmThresholds model={picture.model} />,
  };
  const tab = TABS.find((one) => one === state.tab) ?? 'map';
  return (
    <div style={{ display: 'grid', gap: 16 }}>
      <Tabs
        tabBarStyle={{ margin: 0 }}
        activeKey={tab}
        onChange={(key) => setState({ tab: key })}
        items={TABS.map((key) => ({ key, label: t(`insights:rfm.tab.${key}`) }))}
      />
      {content[tab]}
    </div>
  );
}

function SegmentMap({ picture, tint, onTint }: { picture: Judged; tint: Tint; onTint: (tint: Tint) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const mode = useMode();
  const name = useName();
  const open = useOpenBehind();
  const option = useMemo(() => {
    const names = new Map(picture.segments.map((segment) => [segment.code, name(segment)]));
    const nameOf = (segment: string) => names.get(segment) ?? segment;
    return mapOption(picture.cells, picture.model, { tint, nameOf, t, format, mode });
  }, [picture, tint, t, format, mode, name]);
  return (
    <>
      <Section
        title={t('insights:rfm.map')}
        note={t('insights:rfm.map_note')}
        actions={
          <Segmented<Tint>
            aria-label={t('insights:rfm.tint_label')}
            value={tint}
            onChange={onTint}
            options={TINTS.map((value) => ({ value, label: t(`insights:rfm.tint.${value}`) }))}
          />
        }
      >
        <Chart
          option={option}
          height={440}
          label={t('insights:rfm.map_label')}
          onPick={({ dataIndex }) => open(picture.cells[dataIndex]?.filters)}
        />
      </Section>
      <Section
        flush
        title={<Defined by={picture.definitions.segment}>{t('insights:rfm.segments')}</Defined>}
        note={<Measures definitions={picture.definitions} />}
      >
        <RfmGroupsTable groups={picture.segments} of={t('insights:rfm.segment')} />
      </Section>
    </>
  );
}

/** What stands behind the means of the table. */
function Measures({ definitions }: { definitions: Picture['definitions'] }) {
  const { t } = useTranslation();
  return (
    <span style={{ display: 'inline-flex', flexWrap: 'wrap', gap: '0 16px' }}>
      <Defined by={definitions.r}>R {t('scoring:measure.recencyDays')}</Defined>
      <Defined by={definitions.f}>F {t('scoring:measure.orders')}</Defined>
      <Defined by={definitions.m}>M {t('scoring:measure.monetaryCents')}</Defined>
    </span>
  );
}

type GroupsProps = { groups: readonly RfmGroupRow[]; of: string; note: string; definitions: Picture['definitions'] };

function Groups({ groups, of, note, definitions }: GroupsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useName();
  const open = useOpenBehind();
  const option = useMemo(() => groupsOption(groups, name, t, format), [groups, name, t, format]);
  return (
    <>
      <Section title={t('insights:rfm.groups')} note={note}>
        <Chart
          option={option}
          height={64 + groups.length * 40}
          label={t('insights:rfm.groups_label')}
          onPick={({ dataIndex }) => open(groups[dataIndex]?.filters)}
        />
      </Section>
      <Section flush note={<Measures definitions={definitions} />} title={t('insights:rfm.figures')}>
        <RfmGroupsTable groups={groups} of={of} />
      </Section>
    </>
  );
}
