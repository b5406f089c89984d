import { Alert, Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { getChurnSettings } from '#modules/scoring/churn-settings-contract.ts';
import { Defined } from '../../components/defined.tsx';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { read, useRead } from '../../query.ts';
import { Chart } from '../../ui/chart.tsx';
import { Section } from '../../ui/page.tsx';
import { Reachable } from '../../ui/reachable.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import { monthName } from '../insights/months.ts';
import { calibrationOption, ratesOption, type BackTest, type Churn } from './churn-charts.ts';
import { Rate } from './hit-rate.tsx';
import { digits, useLook, type Look } from './look.ts';
import styles from './outlook.module.css';

type HitRate = BackTest['hitRate'];

/** Everybody; or, where churn goes by contracts, those with a plan and the others apart. */
export type Tested = 'everybody' | 'contract' | 'others';

type Props = { backTest: BackTest; churn: Churn; of: Tested; trained?: boolean };

/** How the method did on the past: ranking, hit rates, calibration, what a list yields and how right each rule was. */
export function BackTested({ backTest, churn, of, trained = true }: Props) {
  const { t } = useTranslation();
  const contract = of === 'contract';
  const look = useLook();
  const { format } = look;
  const { definitions } = churn;
  const months = useMemo(() => ratesOption(backTest.months, look), [backTest, look]);
  const calibration = useMemo(() => calibrationOption(backTest.calibration, look), [backTest, look]);
  const auc = ({ low, high }: BackTest['model']) =>
    `${digits(low, format.language)} – ${digits(high, format.language)}`;
  const named = (month: string) => monthName(month, format.language);
  const difference = backTest.difference;
  return (
    <>
      <Section
        title={
          <Defined by={(contract ? definitions.contractBackTest : definitions.backTest) ?? ''}>
            {t(`outlook:churn.tested.${of}`)}
          </Defined>
        }
        note={t(contract ? 'outlook:churn.contract_test_note' : 'outlook:churn.back_test_note', {
          from: named(backTest.from),
          to: named(backTest.to),
          customers: format.number(backTest.customers),
          rate: format.percent(backTest.baseRate),
          version: backTest.version,
        })}
      >
        <Stats>
          <Stat
            label={t('outlook:churn.model_auc')}
            value={trained ? digits(backTest.model.auc, format.language) : null}
            note={trained ? auc(backTest.model) : t('outlook:churn.untrained')}
          />
          <Stat
            label={t(contract ? 'outlook:churn.contract_yardstick_auc' : 'outlook:churn.yardstick_auc')}
            value={digits(backTest.yardstick.auc, format.language)}
            note={auc(backTest.yardstick)}
          />
          <Stat
            label={t('outlook:churn.lead_of_model')}
            value={trained ? digits(difference.auc, format.language) : null}
            note={trained && `${digits(difference.low, format.language)} – ${digits(difference.high, format.language)}`}
            {...(trained && { tone: difference.low > 0 ? 'good' : 'warn' })}
          />
          <Stat
            label={<Defined by={definitions.calibration ?? ''}>{t('outlook:churn.calibration_error')}</Defined>}
            value={format.percent(backTest.calibrationError)}
            note={`Brier ${digits(backTest.brier, format.language)} · log-loss ${digits(backTest.logLoss, format.language)}`}
          />
        </Stats>
        <HitRates backTest={backTest} definition={definitions.hitRate ?? ''} look={look} of={of} />
        <NobodyWarned backTest={backTest} look={look} />
      </Section>
      <div className={styles.halves}>
        <Section
          title={<Defined by={definitions.calibration ?? ''}>{t('outlook:churn.calibration')}</Defined>}
          note={t('outlook:churn.calibration_note')}
        >
          <Chart option={calibration} height={300} label={t('outlook:churn.calibration_label')} />
        </Section>
        <Section
          title={<Defined by={definitions.hitRate ?? ''}>{t('outlook:churn.by_month')}</Defined>}
          note={t('outlook:churn.by_month_note')}
        >
          <Chart option={months} height={300} label={t('outlook:churn.published_label')} />
        </Section>
      </div>
      <div className={styles.halves}>
        <Lists backTest={backTest} definition={definitions.lists ?? ''} look={look} />
        <Rules backTest={backTest} definition={definitions.hitRate ?? ''} look={look} />
      </div>
    </>
  );
}

type PartProps = { backTest: BackTest; definition: string; look: Look };
type HitRow = { key: string; name: string; rate: HitRate };

/** Of a hundred warned how many left, beside those not warned, and the simple rule warning as many. */
function HitRates({ backTest, definition, look, of }: PartProps & { of: Tested }) {
  const { t } = useTranslation();
  const rows: HitRow[] = [
    { key: 'own', name: t('outlook:churn.method_used'), rate: backTest.hitRate },
    {
      key: 'yardstick',
      name: t(of === 'contract' ? 'outlook:churn.contract_yardstick' : 'outlook:churn.yardstick'),
      rate: backTest.yardstickHitRate,
    },
  ];
  const columns: TableColumnsType<HitRow> = [
    { title: <Defined by={definition}>{t('outlook:churn.method')}</Defined>, width: 230, dataIndex: 'name' },
    {
      title: t('outlook:churn.of_warned'),
      align: 'right',
      width: 190,
      render: (_, row) => (
        <Rate rate={row.rate.warnedRate} left={row.rate.warnedLeft} of={row.rate.warned} look={look} />
      ),
    },
    {
      title: t('outlook:churn.of_not_warned'),
      align: 'right',
      width: 190,
      render: (_, row) => (
        <Rate rate={row.rate.notWarnedRate} left={row.rate.notWarnedLeft} of={row.rate.notWarned} look={look} />
      ),
    },
  ];
  return (
    <Reachable>
      <Table
        rowKey="key"
        size="small"
        columns={columns}
        dataSource={rows}
        pagination={false}
        scroll={{ x: 610 }}
        style={{ marginTop: 16 }}
      />
    </Reachable>
  );
}

/** Where hardly anybody would have been warned, the bands stand too high to say anything. */
function NobodyWarned({ backTest: { hitRate, fifthFrom }, look: { format } }: { backTest: BackTest; look: Look }) {
  const { t } = useTranslation();
  const all = hitRate.warned + hitRate.notWarned;
  if (fifthFrom === undefined || hitRate.warned >= FEW_WARNED * all) return null;
  return (
    <Alert
      type="info"
      showIcon
      style={{ marginTop: 12 }}
      title={t('outlook:churn.nobody_warned', { warned: format.number(hitRate.warned), of: format.number(all) })}
      description={
        <>
          {t('outlook:churn.fifth_from', { points: fifthFrom })}{' '}
          <Link to={paths.churnSettings()}>{t('outlook:settings.title')}</Link>
        </>
      }
    />
  );
}

const FEW_WARNED = 0.02;

type ListRow = BackTest['lists'][number];

function Lists({ backTest, definition, look }: PartProps) {
  const { t } = useTranslation();
  const { format } = look;
  const columns: TableColumnsType<ListRow> = [
    { title: t('outlook:churn.list_size'), align: 'right', render: (_, row) => format.number(row.size) },
    { title: t('outlook:churn.leavers'), align: 'right', render: (_, row) => format.number(row.leavers) },
    { title: t('outlook:churn.precision'), align: 'right', render: (_, row) => format.percent(row.precision) },
    { title: t('outlook:churn.recall'), align: 'right', render: (_, row) => format.percent(row.recall) },
    { title: t('outlook:churn.list_lift'), align: 'right', render: (_, row) => digits(row.lift, format.language, 2) },
  ];
  return (
    <Section
      flush
      title={<Defined by={definition}>{t('outlook:churn.lists')}</Defined>}
      note={t('outlook:churn.lists_note')}
    >
      <Reachable>
        <Table
          rowKey="size"
          size="small"
          columns={columns}
          dataSource={backTest.lists}
          pagination={false}
          scroll={{ x: 420 }}
          locale={{ emptyText: t('outlook:churn.list_too_long') }}
        />
      </Reachable>
    </Section>
  );
}

type RuleRow = BackTest['rules'][number];

function Rules({ backTest, definition, look }: PartProps) {
  const { t } = useTranslation();
  const name = useName();
  const { data } = useRead(read(getChurnSettings));
  const columns: TableColumnsType<RuleRow> = [
    {
      title: t('outlook:churn.rule'),
      render: (_, row) => {
        const described = data?.rules.find(({ code }) => code === row.code);
        return described ? name(described) : row.code;
      },
    },
    { title: t('outlook:churn.fired'), align: 'right', width: 90, render: (_, row) => look.format.number(row.fired) },
    {
      title: t('outlook:churn.left'),
      align: 'right',
      width: 156,
      render: (_, row) => <Rate rate={row.rate} left={row.left} of={row.fired} look={look} />,
    },
  ];
  return (
    <Section
      flush
      title={<Defined by={definition}>{t('outlook:churn.rules')}</Defined>}
      note={t('outlook:churn.rules_note')}
    >
      <Reachable>
        <Table
          rowKey="code"
          size="small"
          columns={columns}
          dataSource={backTest.rules}
          pagination={false}
          scroll={{ x: 440 }}
        />
      </Reachable>
    </Section>
  );
}
