import { Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Candidate } from '#modules/scoring/value-contract.ts';
import { Defined } from '../../components/defined.tsx';
import { Blank } from '../../ui/stat.tsx';
import { Reachable } from '../../ui/reachable.tsx';
import { digits, useLook, type Look } from './look.ts';
import type { Report, Version } from './models-charts.ts';
import { groupName } from './models-charts.ts';
import styles from './outlook.module.css';

const blank = (value: number | null, shown: (value: number) => string) => (value === null ? <Blank /> : shown(value));

/** Enough figures to compare with the papers, whatever the size of the number. */
const figures = (value: number, { format: { language } }: Look): string =>
  new Intl.NumberFormat(language, { maximumSignificantDigits: 5 }).format(value);

/** The candidates side by side: what was fitted, whether it may be believed, and how right it was on unseen months. */
export function CandidatesTable({ candidates, bias }: { candidates: readonly Candidate[]; bias: string }) {
  const { t } = useTranslation();
  const look = useLook();
  const { format } = look;
  const columns = useMemo<TableColumnsType<Candidate>>(
    () => [
      {
        title: t('outlook:models.model'),
        fixed: 'left',
        width: 160,
        render: (_, row) => (
          <>
            {t(`outlook:model.${row.model}`)}{' '}
            {row.chosen && <span className={styles.inUse}>{t('outlook:models.in_use')}</span>}
          </>
        ),
      },
      {
        title: t('outlook:models.verdict'),
        width: 150,
        render: (_, row) => t(`outlook:verdict.${row.verdict}`),
      },
      {
        title: t('outlook:models.log_likelihood'),
        align: 'right',
        width: 130,
        render: (_, row) => format.number(Math.round(row.logLikelihood * 100) / 100),
      },
      {
        title: <Defined by={bias}>{t('outlook:models.bias')}</Defined>,
        align: 'right',
        width: 120,
        render: (_, row) => blank(row.heldOut?.bias ?? null, (value) => format.percent(value)),
      },
      {
        title: t('outlook:models.predicted_actual'),
        align: 'right',
        width: 150,
        render: (_, row) =>
          row.heldOut ? (
            `${format.number(Math.round(row.heldOut.predicted))} / ${format.number(row.heldOut.actual)}`
          ) : (
            <Blank />
          ),
      },
      {
        title: 'MAE',
        align: 'right',
        width: 84,
        render: (_, row) => blank(row.heldOut?.meanAbsoluteError ?? null, (value) => digits(value, format.language)),
      },
      {
        title: 'RMSE',
        align: 'right',
        width: 84,
        render: (_, row) => blank(row.heldOut?.rootMeanSquareError ?? null, (value) => digits(value, format.language)),
      },
      {
        title: 'AUC',
        align: 'right',
        width: 84,
        render: (_, row) => blank(row.heldOut?.auc ?? null, (value) => digits(value, format.language)),
      },
    ],
    [bias, t, format],
  );
  return (
    <Reachable>
      <Table
        rowKey="model"
        size="small"
        columns={columns}
        dataSource={candidates}
        pagination={false}
        scroll={{ x: 960 }}
      />
    </Reachable>
  );
}

type Parameter = Candidate['parameters'][number] & { key: string; of: string };

/** Every fitted number with its standard error and interval. */
export function ParametersTable({ report }: { report: Report }) {
  const { t } = useTranslation();
  const look = useLook();
  const rows = useMemo<Parameter[]>(
    () => [
      ...report.candidates.flatMap(({ model, parameters }) =>
        parameters.map((one) => ({ ...one, key: `${model} ${one.name}`, of: t(`outlook:model.${model}`) })),
      ),
      ...report.spend.parameters.map((one) => ({ ...one, key: `spend ${one.name}`, of: 'Gamma–Gamma' })),
    ],
    [report, t],
  );
  const columns = useMemo<TableColumnsType<Parameter>>(
    () => [
      { title: t('outlook:models.model'), fixed: 'left', width: 130, dataIndex: 'of' },
      {
        title: t('outlook:models.parameter'),
        width: 90,
        render: (_, row) => <code>{GREEK[row.name] ?? row.name}</code>,
      },
      { title: t('outlook:models.estimate'), align: 'right', width: 110, render: (_, row) => figures(row.value, look) },
      {
        title: t('outlook:models.standard_error'),
        align: 'right',
        width: 110,
        render: (_, row) => blank(row.standardError, (value) => figures(value, look)),
      },
      {
        title: t('outlook:models.interval'),
        align: 'right',
        width: 170,
        render: (_, row) =>
          row.low === null || row.high === null ? <Blank /> : `${figures(row.low, look)} – ${figures(row.high, look)}`,
      },
      {
        title: t('outlook:models.meaning'),
        width: 280,
        render: (_, row) => <span className="lk-soft">{t(`outlook:parameter.${row.key.replace(/[ -]/g, '_')}`)}</span>,
      },
    ],
    [t, look],
  );
  return (
    <Reachable>
      <Table rowKey="key" size="small" columns={columns} dataSource={rows} pagination={false} scroll={{ x: 890 }} />
    </Reachable>
  );
}

const GREEK: Readonly<Record<string, string>> = { alpha: 'α', beta: 'β', gamma: 'γ' };

/** Starts, agreement, gradient, bounds, and endings that were refused with the reason. */
export function ConvergenceTable({ candidates }: { candidates: readonly Candidate[] }) {
  const { t } = useTranslation();
  const { format } = useLook();
  const columns = useMemo<TableColumnsType<Candidate>>(
    () => [
      {
        title: t('outlook:models.model'),
        fixed: 'left',
        width: 130,
        render: (_, row) => t(`outlook:model.${row.model}`),
      },
      {
        title: t('outlook:models.converged'),
        width: 96,
        render: (_, row) => t(row.convergence.converged ? 'outlook:yes' : 'outlook:no'),
      },
      {
        title: t('outlook:models.starts'),
        align: 'right',
        width: 130,
        render: (_, row) => `${row.convergence.agreeingStarts} / ${row.convergence.starts}`,
      },
      {
        title: t('outlook:models.evaluations'),
        align: 'right',
        width: 96,
        render: (_, row) => format.number(row.convergence.evaluations),
      },
      {
        title: t('outlook:models.gradient'),
        align: 'right',
        width: 110,
        render: (_, row) => blank(row.convergence.gradientNorm, (value) => value.toExponential(1)),
      },
      {
        title: t('outlook:models.at_bound'),
        width: 110,
        render: (_, row) => row.convergence.atBound.join(', ') || <Blank />,
      },
      {
        title: t('outlook:models.refused'),
        width: 240,
        render: (_, row) =>
          row.convergence.refused.length === 0 ? (
            t('outlook:models.none_refused')
          ) : (
            <ul style={{ margin: 0, paddingInlineStart: 16 }}>
              {[...new Set(row.convergence.refused)].map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          ),
      },
    ],
    [t, format],
  );
  return (
    <Reachable>
      <Table
        rowKey="model"
        size="small"
        columns={columns}
        dataSource={candidates}
        pagination={false}
        scroll={{ x: 912 }}
      />
    </Reachable>
  );
}

type Group = NonNullable<Report['holdOut']>['groups'][number];

/** The back-test in figures. */
export function GroupsTable({ groups }: { groups: readonly Group[] }) {
  const { t } = useTranslation();
  const { format } = useLook();
  const columns: TableColumnsType<Group> = [
    { title: t('outlook:models.group'), width: 92, render: (_, row) => groupName(row, t) },
    {
      title: t('insights:figure.customers'),
      align: 'right',
      width: 72,
      render: (_, row) => format.number(row.customers),
    },
    {
      title: t('outlook:models.predicted'),
      align: 'right',
      width: 72,
      render: (_, row) => digits(row.predicted, format.language),
    },
    {
      title: t('outlook:models.actual'),
      align: 'right',
      width: 72,
      render: (_, row) => digits(row.actual, format.language),
    },
    {
      title: t('outlook:models.bias'),
      align: 'right',
      width: 72,
      render: (_, row) => (row.actual > 0 ? format.percent(row.predicted / row.actual, 0) : <Blank />),
    },
  ];
  return (
    <Reachable>
      <Table
        rowKey="repeats"
        size="small"
        columns={columns}
        dataSource={groups}
        pagination={false}
        scroll={{ x: 360 }}
      />
    </Reachable>
  );
}

export function VersionsTable({ versions }: { versions: readonly Version[] }) {
  const { t } = useTranslation();
  const look = useLook();
  const { format } = look;
  const nameOf = (kind: Version['kind'], name: string) =>
    kind === 'rhythm' ? t(`outlook:rhythm.${name}`) : (GREEK[name] ?? name);
  const columns: TableColumnsType<Version> = [
    {
      title: t('outlook:models.version'),
      fixed: 'left',
      width: 124,
      render: (_, row) => (
        <>
          v{row.version} {row.current && <span className={styles.inUse}>{t('outlook:models.in_use')}</span>}
        </>
      ),
    },
    { title: t('outlook:models.kind'), width: 120, render: (_, row) => t(`outlook:kind.${row.kind}`) },
    { title: t('outlook:models.as_of'), width: 110, render: (_, row) => format.day(row.asOf) },
    {
      title: t('insights:figure.customers'),
      align: 'right',
      width: 90,
      render: (_, row) => format.number(row.customers),
    },
    {
      title: t('outlook:models.method'),
      width: 130,
      render: (_, row) =>
        row.method === null ? (
          <Blank />
        ) : row.kind === 'value' ? (
          t(`outlook:model.${row.method}`)
        ) : (
          t(`outlook:method.${row.method}`)
        ),
    },
    {
      title: t('outlook:models.accuracy'),
      width: 180,
      render: (_, row) =>
        row.bias !== null ? (
          t('outlook:models.bias_is', { share: format.percent(row.bias) })
        ) : row.auc !== null && row.yardstickAuc !== null ? (
          t('outlook:models.auc_is', {
            auc: digits(row.auc, format.language),
            yardstick: digits(row.yardstickAuc, format.language),
          })
        ) : (
          <Blank />
        ),
    },
    {
      title: t('outlook:models.parameters'),
      width: 280,
      render: (_, row) =>
        row.parameters.length === 0 ? (
          <Blank />
        ) : (
          <span className="lk-soft">
            {row.parameters.map(({ name, value }) => `${nameOf(row.kind, name)} ${figures(value, look)}`).join(' · ')}
          </span>
        ),
    },
  ];
  return (
    <Reachable>
      <Table
        rowKey="version"
        size="small"
        columns={columns}
        dataSource={versions}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 1020 }}
      />
    </Reachable>
  );
}
