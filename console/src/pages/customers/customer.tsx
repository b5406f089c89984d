import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet, useNavigate, useParams, type LoaderFunctionArgs } from 'react-router';
import { getCustomer, updateCustomer } from '#modules/customers/contract.ts';
import { getRecommendations } from '#modules/scoring/affinity-contract.ts';
import { getOutlook } from '#modules/scoring/churn-contract.ts';
import { explainScores } from '#modules/scoring/contract.ts';
import { listCustomerSegments } from '#modules/segments/members-contract.ts';
import { vocabularyRead } from '../../components/vocabulary.ts';
import { paths } from '../../paths.ts';
import { statusOf } from '../../problem.ts';
import { prefetch, useRead } from '../../query.ts';
import { useCan } from '../../session.ts';
import { Fold } from '../../ui/fold.tsx';
import { Shown } from '../../ui/shown.tsx';
import { useTitle } from '../../ui/title.ts';
import { NotFound } from '../../components/not-found.tsx';
import { getPortrait } from '#modules/interactions/portrait-contract.ts';
import { ContactButtons } from '../interactions/contact-buttons.tsx';
import { CustomerPortrait } from '../interactions/portrait.tsx';
import { CustomFacts } from './custom-facts.tsx';
import { CustomerDates } from './customer-dates.tsx';
import { CustomerCare } from '../care/customer-care.tsx';
import { CustomerConsents, consentsRead } from './customer-consents.tsx';
import { CustomerFacts } from './customer-facts.tsx';
import { CustomerFreshness } from './customer-freshness.tsx';
import { CustomerHeader } from './customer-header.tsx';
import { CustomerOutlook, hasOutlook, OutlookLine } from './customer-outlook.tsx';
import {
  customerRead,
  outlookRead,
  scoresRead,
  type CustomerPage,
  type OutlookPage,
  type Scores,
} from './customer-reads.ts';
import { CustomerRecommendations } from './customer-recommendations.tsx';
import { CustomerSegments } from './customer-segments.tsx';
import { CustomerRelations } from './customer-relations.tsx';
import { CustomerRhythm } from './customer-rhythm.tsx';
import { CustomerTags } from './customer-tags.tsx';
import { CustomerTimeline } from './customer-timeline.tsx';
import { CustomerValue } from './customer-value.tsx';
import { MergedFrom } from './merged-from.tsx';
import styles from './customer.module.css';

export function loader({ params }: LoaderFunctionArgs): null {
  const customerId = Number(params.customerId);
  prefetch(vocabularyRead);
  prefetch(customerRead(customerId));
  prefetch(scoresRead(customerId));
  prefetch(outlookRead(customerId));
  return null;
}

export const handle = { permission: getCustomer.permission };

export function Component() {
  const customerId = Number(useParams().customerId);
  const can = useCan();
  const customer = useRead(customerRead(customerId));
  const scores = useRead(scoresRead(customerId), { enabled: can(explainScores.permission) });
  const outlook = useRead(outlookRead(customerId), { enabled: can(getOutlook.permission) });
  // The id of a merged record leads to the customer it belongs to.
  const livingId = customer.data?.customerId ?? customerId;
  if (livingId !== customerId) return <Navigate to={paths.customer(livingId)} replace />;
  if ([404, 422].includes(statusOf(customer.error) ?? 0)) return <NotFound />;
  return (
    <div className={styles.page}>
      <Shown query={customer} lines={10}>
        {(known) => (
          <Whole key={customerId} customer={known} scores={scores.data ?? null} outlook={outlook.data ?? null} />
        )}
      </Shown>
      <Outlet />
    </div>
  );
}

function About({ customer }: { customer: CustomerPage }) {
  const { customerId } = customer;
  return (
    <>
      <CustomFacts customer={customer} />
      <CustomerDates customerId={customerId} />
      <CustomerRelations customer={customer} />
      <CustomerTags customer={customer} />
      <CustomerConsents customerId={customerId} />
      <CustomerFreshness customerId={customerId} />
    </>
  );
}

type WholeProps = { customer: CustomerPage; scores: Scores | null; outlook: OutlookPage | null };

function Whole({ customer, scores, outlook }: WholeProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const can = useCan();
  // Nothing is written of whoever was forgotten: what remains is their trade, and the way back.
  const erased = Boolean(useRead(consentsRead(customer.customerId)).data?.erasedAt);
  const mayEdit = can(updateCustomer.permission);
  useTitle(customer.name ?? t('customers:nameless'));
  const edit = mayEdit && (
    <Button onClick={() => void navigate(paths.customerEdit(customer.customerId))}>{t('customers:edit.title')}</Button>
  );
  const actions = !erased && (
    <>
      {edit}
      <ContactButtons customerId={customer.customerId} />
    </>
  );
  return (
    <div className={styles.whole}>
      <CustomerHeader customer={customer} scores={scores} outlook={outlook} actions={actions} />
      <MergedFrom customerId={customer.customerId} />
      <div className={styles.now}>
        {!erased && <CustomerCare customerId={customer.customerId} />}
        <CustomerRhythm customerId={customer.customerId} asOf={customer.asOf} rhythm={scores?.rhythm ?? null} />
      </div>
      {scores?.refused && <p className={styles.refused}>{t('outlook:customer.refused')}</p>}
      {hasOutlook(outlook) && (
        <Fold name="outlook" title={t('customers:folds.outlook')} says={<OutlookLine outlook={outlook} />}>
          <CustomerOutlook outlook={outlook} />
        </Fold>
      )}
      {can(getPortrait.permission) && <CustomerPortrait customerId={customer.customerId} />}
      <div className={styles.columns}>
        <div className={styles.known}>
          <CustomerFacts customer={customer} />
          {!erased && <About customer={customer} />}
        </div>
        <CustomerTimeline customerId={customer.customerId} />
        <div className={styles.side}>
          <CustomerValue customer={customer} scores={scores} />
          {can(listCustomerSegments.permission) && <CustomerSegments customerId={customer.customerId} />}
          {can(getRecommendations.permission) && <CustomerRecommendations customerId={customer.customerId} />}
        </div>
      </div>
    </div>
  );
}
