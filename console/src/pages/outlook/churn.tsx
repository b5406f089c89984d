import { SettingOutlined } from '@ant-design/icons';
import { Tabs } from 'antd';
import { useMemo, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { type LoaderFunctionArgs } from 'react-router';
import { getChurn } from '#modules/scoring/churn-contract.ts';
import { getChurnSettings } from '#modules/scoring/churn-settings-contract.ts';
import { Behind, useOpenBehind } from '../../components/behind.tsx';
import { ButtonLink } from '../../components/button-link.tsx';
import { Defined } from '../../components/defined.tsx';
import { ImportButton } from '../../components/import-button.tsx';
import { RecomputeState } from '../../components/recompute-state.tsx';
import { vocabularyRead } from '../../components/vocabulary.ts';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { useCan } from '../../session.ts';
import { Chart } from '../../ui/chart.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { riskColors } from '../../ui/palette.ts';
import { Shown } from '../../ui/shown.tsx';
import { stateOf, useUrlState } from '../../url-state.ts';
import { JudgedAt } from './as-of.tsx';
import { ChurnAccuracy } from './churn-accuracy.tsx';
import { reasonsOption, type Churn } from './churn-charts.ts';
import { atRiskRead, ChurnList, listDefaults, type ListState } from './churn-list.tsx';
import { useLook } from './look.ts';
import styles from './outlook.module.css';

const urlDefaults = { tab: 'list', ...listDefaults };
const TABS = ['list', 'accuracy'] as const;

const churn = () => read(getChurn, { query: {} });

export const loader = ({ request }: LoaderFunctionArgs) => {
  prefetch(vocabularyRead);
  prefetch(atRiskRead(stateOf(urlDefaults, request) as ListState));
  return prefetch(churn());
};

export const handle = { permission: getChurn.permission };

export function Component() {
  const { t } = useTranslation();
  const mayRead = useCan()(getChurnSettings.permission);
  const query = useRead(churn());
  return (
    <Page
      title={t('outlook:churn.title')}
      note={query.data ? <JudgedAt asOf={query.data.asOf} /> : t('outlook:churn.note')}
      actions={
        mayRead && (
          <ButtonLink to={paths.churnSettings()} icon={<SettingOutlined />}>
            {t('outlook:settings.title')}
          </ButtonLink>
        )
      }
    >
      <Shown query={query} lines={16}>
        {(data) =>
          data.bands.some(({ customers }) => customers > 0) ? (
            <Whole churn={data} />
          ) : (
            <Section>
              <EmptyState
                title={t('outlook:churn.empty')}
                text={t('outlook:value.empty_text')}
                action={<ImportButton />}
              />
            </Section>
          )
        }
      </Shown>
      <RecomputeState />
    </Page>
  );
}

function Whole({ churn: data }: { churn: Churn }) {
  const { t } = useTranslation();
  const [state, setState] = useUrlState(urlDefaults);
  const tab = TABS.find((one) => one === state.tab) ?? 'list';
  return (
    <div className={styles.stack}>
      <Bands churn={data} />
      <Rule churn={data} />
      <Tabs
        tabBarStyle={{ margin: 0 }}
        activeKey={tab}
        onChange={(key) => setState({ tab: key })}
        items={TABS.map((key) => ({ key, label: t(`outlook:churn.tab.${key}`) }))}
      />
      {tab === 'list' ? (
        <>
          <Reasons churn={data} />
          <ChurnList state={state} onChange={setState} />
        </>
      ) : (
        <ChurnAccuracy churn={data} />
      )}
    </div>
  );
}

/** Who counts as gone, what the points come from, and whether the model earned its place. */
function Rule({ churn: { sentence, method, because, contract } }: { churn: Churn }) {
  const { t } = useTranslation();
  const name = useName();
  return (
    <p className={method === 'model' ? styles.said : `${styles.said} ${styles.warned}`}>
      <b>{name(sentence)}</b>
      <br />
      {contract && (
        <>
          {name(contract.because)}
          <br />
          {t('outlook:churn.others')}
        </>
      )}
      {t(`outlook:method_used.${method}`)} {name(because)}
    </p>
  );
}

/** Who can still be kept before who is gone. */
const ofUse = (bands: Churn['bands']): Churn['bands'] =>
  bands.toReversed().toSorted((a, b) => Number(a.code === 'left') - Number(b.code === 'left'));

function Bands({ churn: { bands, definitions } }: { churn: Churn }) {
  const { t } = useTranslation();
  const name = useName();
  const { format } = useLook();
  return (
    <Section title={<Defined by={definitions.bands ?? ''}>{t('outlook:churn.bands')}</Defined>}>
      <div className={styles.bands}>
        {ofUse(bands).map((band) => (
          <div key={band.code} style={{ '--band': riskColors[band.code] } as CSSProperties}>
            <Behind filters={band.customers > 0 ? band.filters : null} className={styles.band}>
              <span className={styles.bandName}>{name(band)}</span>
              <span className={styles.bandCount}>{format.number(band.customers)}</span>
              <span className={styles.bandMoney}>
                {t('outlook:churn.band_money', {
                  current: format.shortMoney(band.currentNetCents),
                  expected: format.shortMoney(band.expectedNetCents),
                })}
              </span>
            </Behind>
          </div>
        ))}
      </div>
    </Section>
  );
}

function Reasons({ churn: { reasons, definitions } }: { churn: Churn }) {
  const { t } = useTranslation();
  const name = useName();
  const look = useLook();
  const open = useOpenBehind();
  const option = useMemo(() => reasonsOption(reasons, name, look), [reasons, name, look]);
  return (
    <Section
      title={<Defined by={definitions.reasons ?? ''}>{t('outlook:churn.main_reasons')}</Defined>}
      note={t('outlook:churn.main_reasons_note')}
    >
      <Chart
        option={option}
        height={40 + reasons.length * 34}
        label={t('outlook:churn.reasons_label')}
        onPick={({ dataIndex }) => open(reasons[dataIndex]?.filters)}
      />
    </Section>
  );
}
