import { SettingOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { getOverview } from '#modules/insights/contract.ts';
import { getLifecycleSettings } from '#modules/scoring/contract.ts';
import { ButtonLink } from '../../components/button-link.tsx';
import { ImportButton } from '../../components/import-button.tsx';
import { RecomputeState } from '../../components/recompute-state.tsx';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { useCan } from '../../session.ts';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { MixList } from '../../components/mix-list.tsx';
import { getFlow } from '#modules/scoring/portfolio-contract.ts';
import { flowRead, LifecycleFlow } from './lifecycle-flow.tsx';
import { RulesTable } from './rules-table.tsx';

function NothingYet() {
  const { t } = useTranslation();
  return (
    <EmptyState
      title={t('scoring:lifecycle.empty')}
      text={t('scoring:lifecycle.empty_text')}
      action={<ImportButton />}
    />
  );
}

const mix = () => read(getOverview, { query: { compare: 'none' } });
const settings = () => read(getLifecycleSettings);

export function loader() {
  prefetch(settings());
  prefetch(flowRead('12'));
  return prefetch(mix());
}

export const handle = { permission: getOverview.permission };

export function Component() {
  const { t } = useTranslation();
  const can = useCan();
  const mayRead = can(getLifecycleSettings.permission);
  const stages = useRead(mix());
  const rules = useRead(settings(), { enabled: mayRead });
  const nobody = stages.data !== undefined && !stages.data.stages.some(({ customers }) => customers > 0);
  return (
    <Page
      title={t('scoring:lifecycle.page')}
      note={t('scoring:lifecycle.page_note')}
      actions={
        mayRead && (
          <ButtonLink to={paths.lifecycleSettings()} icon={<SettingOutlined />}>
            {t('scoring:lifecycle.title')}
          </ButtonLink>
        )
      }
    >
      <Section title={t('insights:overview.stages')} note={t('insights:overview.everybody_now')}>
        <Shown query={stages} lines={5}>
          {(data) => (nobody ? <NothingYet /> : <MixList rows={data.stages} />)}
        </Shown>
      </Section>
      {can(getFlow.permission) && !nobody && <LifecycleFlow />}
      {mayRead && (
        <Section flush title={t('scoring:rule.title')} note={t('scoring:rule.note')}>
          <Shown query={rules} lines={5}>
            {(data) => <RulesTable definition={data.definition} />}
          </Shown>
        </Section>
      )}
      <RecomputeState />
    </Page>
  );
}
