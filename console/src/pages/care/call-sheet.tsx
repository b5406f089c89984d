/** Today's calls on paper: for the counter, the car, and whoever thinks with a pen. Prints what the screen shows. */
import { PrinterOutlined } from '@ant-design/icons';
import { Button, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { getMyDay } from '#modules/care/contract.ts';
import { listTemplates } from '#modules/tasks/contract.ts';
import { ButtonLink } from '../../components/button-link.tsx';
import { MaskedValue } from '../../components/masked-value.tsx';
import { useVocabulary, vocabularyRead } from '../../components/vocabulary.ts';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { useMe, useOrganisation } from '../../session.ts';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { useUrlState } from '../../url-state.ts';
import { DueMark } from './due-mark.tsx';
import { dayRead, type DayRow } from './day-reads.ts';
import { Script } from './script.tsx';
import { useTaskWords } from './task-words.ts';
import styles from './call-sheet.module.css';

export function loader(): null {
  prefetch(vocabularyRead);
  prefetch(read(listTemplates));
  return prefetch(dayRead);
}

export const handle = { permission: getMyDay.permission };

const urlDefaults = { script: '' };

export function Component() {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  const organisation = useOrganisation();
  const query = useRead(dayRead);
  const [{ script }, setState] = useUrlState(urlDefaults);
  const back = <ButtonLink to={paths.myDay()}>{t('care:day.title')}</ButtonLink>;
  return (
    <Page
      title={t('care:sheet.title')}
      note={
        query.data &&
        [
          organisation.name,
          me.name,
          format.day(query.data.today),
          t('care:sheet.count', { count: query.data.rows.length }),
        ].join(' · ')
      }
      actions={
        <span className={`${styles.actions} lk-screen`}>
          <label className={styles.switch}>
            <Switch size="small" checked={script !== ''} onChange={(on) => setState({ script: on ? 'yes' : '' })} />
            {t('care:sheet.script')}
          </label>
          {back}
          <Button type="primary" icon={<PrinterOutlined />} onClick={() => window.print()}>
            {t('care:sheet.print')}
          </Button>
        </span>
      }
    >
      <Shown query={query} lines={14}>
        {({ rows, asOf }) =>
          rows.length === 0 ? (
            <Section>
              <EmptyState title={t('care:day.empty')} text={t('care:day.empty_text')} action={back} />
            </Section>
          ) : (
            <ol className={styles.sheet}>
              {rows.map((row, n) => (
                <Entry key={row.taskId} row={row} place={n + 1} asOf={asOf} withScript={script !== ''} />
              ))}
            </ol>
          )
        }
      </Shown>
    </Page>
  );
}

type Props = { row: DayRow; place: number; asOf: string; withScript: boolean };

function Entry({ row, place, asOf, withScript }: Props) {
  const { t } = useTranslation();
  const name = useName();
  const vocabulary = useVocabulary();
  const { templateOf, outcomesOf } = useTaskWords();
  const template = templateOf(row.templateCode);
  const { customer } = row;
  return (
    <li className={styles.entry}>
      <span className={styles.place}>{place}</span>
      <div>
        <h2 className={styles.who}>
          <Link to={paths.customer(row.customerId)}>{customer.name ?? customer.code}</Link>
          <span className={styles.code}>{customer.code}</span>
          {row.class4 && <span className={styles.code}>{vocabulary('class4', row.class4)}</span>}
        </h2>
        <p className={styles.what}>
          {t(`care:kind.${row.kind}`)} · {name(row.title)} ·{' '}
          <DueMark dueAt={row.dueAt} overdue={row.overdue} asOf={asOf} />
        </p>
        <p>{row.reason ? name(row.reason) : row.notes}</p>
        <Facts row={row} />
        {withScript && template && <Script text={name(template.script)} customer={customer.name} />}
      </div>
      <div className={styles.answer}>
        <p className={styles.phone}>
          {customer.phone ? (
            <MaskedValue kind="phone" value={customer.phone} customerId={row.customerId} />
          ) : (
            t('care:day.no_phone')
          )}
        </p>
        <ul className={styles.boxes} aria-label={t('care:log.how')}>
          {outcomesOf(row.templateCode, row.kind).map((outcome) => (
            <li key={outcome.code}>{name(outcome)}</li>
          ))}
        </ul>
        <div className={styles.line} aria-hidden="true" />
        <div className={styles.line} aria-hidden="true" />
      </div>
    </li>
  );
}

function Facts({ row }: { row: DayRow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const facts = [
    row.silenceDays !== null && `${t('care:day.last_purchase')} ${t('care:day.days_ago', { count: row.silenceDays })}`,
    row.ownGapDays !== null &&
      `${t('care:day.usual_gap')} ${t('care:day.days', { count: Math.round(row.ownGapDays) })}`,
    `${t('care:day.orders')} ${format.number(row.orders)}`,
    row.currentNetCents !== null && `${t('care:day.last_year')} ${format.roundMoney(row.currentNetCents)}`,
  ];
  return <p className="lk-soft">{facts.filter(Boolean).join(' · ')}</p>;
}
