import { Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { getChurnSettings } from '#modules/scoring/churn-settings-contract.ts';
import { Defined } from '../../components/defined.tsx';
import { useName } from '../../named.ts';
import { read, useRead } from '../../query.ts';
import { Chart } from '../../ui/chart.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Section } from '../../ui/page.tsx';
import { Blank, Stat, Stats } from '../../ui/stat.tsx';
import { Reachable } from '../../ui/reachable.tsx';
import { monthName } from '../insights/months.ts';
import { ChurnRenewals } from './churn-renewals.tsx';
import { calibrationOption, ratesOption, type BackTest, type Churn } from './churn-charts.ts';
import { digits, useLook, type Look } from './look.ts';
import styles from './outlook.module.css';

type HitRate = BackTest['hitRate'];

/** How right the warnings were: those really given, and those the method would have given on the past. */
export function ChurnAccuracy({ churn }: { churn: Churn }) {
  return (
    <>
      <Published churn={churn} />
      {churn.renewals && <ChurnRenewals renewals={churn.renewals} definition={churn.definitions.renewals ?? ''} />}
      {churn.backTest ? <BackTested backTest={churn.backTest} churn={churn} /> : <NoBackTest />}
    </>
  );
}

function NoBackTest() {
  const { t } = useTranslation();
  return (
    <Section title={t('outlook:churn.back_test')}>
      <EmptyState title={t('outlook:churn.no_back_test')} text={t('outlook:churn.no_back_test_text')} />
    </Section>
  );
}

/** `78.8 % (1,590 / 2,017)`, or blank. */
function Rate({ rate, left, of, look: { format } }: { rate: number | null; left: number; of: number; look: Look }) {
  if (rate === null) return <Blank />;
  return (
    <>
      <b>{format.percent(rate)}</b>{' '}
      <small className="lk-soft">
        {format.number(left)} / {format.number(of)}
      </small>
    </>
  );
}

const rate = (look: Look, value: number | null) => (value === null ? null : look.format.percent(value));

function Published({ churn: { published, definitions } }: { churn: Churn }) {
  const { t } = useTranslation();
  const look = useLook();
  const { format } = look;
  const { months, total, leadDays } = published;
  const option = useMemo(() => ratesOption(months, look), [months, look]);
  const title = <Defined by={definitions.published ?? ''}>{t('outlook:churn.published')}</Defined>;
  if (months.length === 0)
    return (
      <Section title={title}>
        <EmptyState title={t('outlook:churn.none_published')} text={t('outlook:churn.none_published_text')} />
      </Section>
    );
  return (
    <Section title={title} note={t('outlook:churn.published_note')}>
      <Stats>
        <Stat
          label={t('outlook:churn.of_warned')}
          value={rate(look, total.warnedRate)}
          note={t('outlook:churn.left_of', { left: format.number(total.warnedLeft), of: format.number(total.warned) })}
        />
        <Stat
          label={t('outlook:churn.of_not_warned')}
          value={rate(look, total.notWarnedRate)}
          note={t('outlook:churn.left_of', {
            left: format.number(total.notWarnedLeft),
            of: format.number(total.notWarned),
          })}
        />
        <Stat
          label={<Defined by={definitions.leadDays ?? ''}>{t('outlook:churn.lead')}</Defined>}
          value={leadDays && t('outlook:days', { count: Math.round(leadDays.median) })}
          note={
            leadDays &&
            t('outlook:churn.lead_note', {
              low: Math.round(leadDays.low),
              high: Math.round(leadDays.high),
              customers: format.number(leadDays.customers),
            })
          }
        />
      </Stats>
      <div style={{ marginTop: 16 }}>
        <Chart option={option} height={260} label={t('outlook:churn.published_label')} />
      </div>
      <MonthsTable months={months.toReversed()} look={look} />
    </Section>
  );
}

type Month = Churn['published']['months'][number];

function MonthsTable({ months, look }: { months: readonly Month[]; look: Look }) {
  const { t } = useTranslation();
  const columns: TableColumnsType<Month> = [
    {
      title: t('outlook:churn.month'),
      width: 120,
      render: (_, row) => monthName(row.month, look.format.language),
    },
    {
      title: t('outlook:churn.warned'),
      align: 'right',
      width: 170,
      render: (_, row) =>
        row.known ? (
          <Rate rate={row.warnedRate} left={row.warnedLeft} of={row.warned} look={look} />
        ) : (
          <span className="lk-soft">{t('outlook:churn.not_known', { of: look.format.number(row.warned) })}</span>
        ),
    },
    {
      title: t('outlook:churn.not_warned'),
      align: 'right',
      width: 170,
      render: (_, row) =>
        row.known ? (
          <Rate rate={row.notWarnedRate} left={row.notWarnedLeft} of={row.notWarned} look={look} />
        ) : (
          <span className="lk-soft">{t('outlook:churn.not_known', { of: look.format.number(row.notWarned) })}</span>
        ),
    },
  ];
  return (
    <Reachable>
      <Table
        rowKey="month"
        size="small"
        columns={columns}
        dataSource={[...months]}
        pagination={{ pageSize: 12, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 460 }}
        style={{ marginTop: 12 }}
      />
    </Reachable>
  );
}

function BackTested({ backTest, churn }: { backTest: BackTest; churn: Churn }) {
  const { t } = useTranslation();
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
        title={<Defined by={definitions.backTest ?? ''}>{t('outlook:churn.back_test')}</Defined>}
        note={t('outlook:churn.back_test_note', {
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
            value={digits(backTest.model.auc, format.language)}
            note={auc(backTest.model)}
          />
          <Stat
            label={t('outlook:churn.yardstick_auc')}
            value={digits(backTest.yardstick.auc, format.language)}
            note={auc(backTest.yardstick)}
          />
          <Stat
            label={t('outlook:churn.lead_of_model')}
            value={digits(difference.auc, format.language)}
            note={`${digits(difference.low, format.language)} – ${digits(difference.high, format.language)}`}
            tone={difference.low > 0 ? 'good' : 'warn'}
          />
          <Stat
            label={<Defined by={definitions.calibration ?? ''}>{t('outlook:churn.calibration_error')}</Defined>}
            value={format.percent(backTest.calibrationError)}
            note={`Brier ${digits(backTest.brier, format.language)} · log-loss ${digits(backTest.logLoss, format.language)}`}
          />
        </Stats>
        <HitRates backTest={backTest} definition={definitions.hitRate ?? ''} look={look} />
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
function HitRates({ backTest, definition, look }: PartProps) {
  const { t } = useTranslation();
  const rows: HitRow[] = [
    { key: 'own', name: t('outlook:churn.method_used'), rate: backTest.hitRate },
    { key: 'yardstick', name: t('outlook:churn.yardstick'), rate: backTest.yardstickHitRate },
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
