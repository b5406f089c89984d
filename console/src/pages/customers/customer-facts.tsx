import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useChannelName } from '../../components/channel-name.ts';
import { MaskedValue, type MaskedKind } from '../../components/masked-value.tsx';
import { useFormat } from '../../format.ts';
import { Section } from '../../ui/page.tsx';
import type { CustomerPage } from './customer-reads.ts';
import styles from './customer-facts.module.css';

/** What is known of the person or company, and by what they are recognised. What is not known is left out. */
export function CustomerFacts({ customer }: { customer: CustomerPage }) {
  const { t } = useTranslation();
  const format = useFormat();
  const channelName = useChannelName();
  const { gender, birthday, address } = customer;
  const facts: { name: string; value: ReactNode }[] = [
    { name: 'note', value: customer.note && <LongText text={customer.note} /> },
    { name: 'gender', value: gender && t(`terms:choice.customers.gender.${gender}`) },
    { name: 'birthday', value: birthday && <MaskedValue kind="birthday" value={format.day(birthday)} /> },
    { name: 'city', value: [customer.province, customer.city].filter(Boolean).join(' ') },
    {
      name: 'address',
      value: address && <MaskedValue kind="address" value={address} customerId={customer.customerId} />,
    },
    { name: 'occupation', value: customer.occupation },
    { name: 'industry', value: customer.industry },
    { name: 'companySize', value: customer.companySize },
    { name: 'channel', value: customer.channel && channelName(customer.channel) },
    { name: 'registeredAt', value: customer.registeredAt && format.date(customer.registeredAt) },
  ];
  return (
    <Section title={t('customers:facts.title')}>
      <dl className={styles.facts}>
        <Identities customer={customer} identities={customer.identities.filter(isContact)} />
        {facts.map(
          ({ name, value }) => value && <Fact key={name} label={t(`fields:customers.${name}`)} value={value} />,
        )}
        <Identities customer={customer} identities={customer.identities.filter((one) => !isContact(one))} />
      </dl>
    </Section>
  );
}

/** About what six lines of the column hold. */
const LONG = 90;

/** What somebody wrote at length, opened where it is read. */
function LongText({ text }: { text: string }) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(text.length <= LONG);
  if (whole) return text;
  return (
    <>
      {text.slice(0, LONG)}…{' '}
      <button type="button" className="lk-more" onClick={() => setWhole(true)}>
        {t('customers:facts.whole')}
      </button>
    </>
  );
}

const maskedAs: Record<string, MaskedKind> = { phone: 'phone', email: 'email' };

type Identity = CustomerPage['identities'][number];

/** By which the customer is reached; the numbers of other systems stand last. */
const isContact = ({ kind }: Identity): boolean => kind === 'phone' || kind === 'email';

function Identities({ customer, identities }: { customer: CustomerPage; identities: readonly Identity[] }) {
  const { t } = useTranslation();
  return identities.map((identity) => (
    <Fact
      key={`${identity.kind}:${identity.namespace}:${identity.value}`}
      label={t(`terms:identity.${identity.kind}`)}
      note={identity.namespace}
      value={
        <MaskedValue
          kind={maskedAs[identity.kind] ?? 'identity'}
          value={identity.value}
          customerId={customer.customerId}
        />
      }
    />
  ));
}

function Fact({ label, note, value }: { label: string; note?: string; value: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>
        {label}
        {note && <span className="lk-faint"> {note}</span>}
      </dt>
      <dd>{value}</dd>
    </div>
  );
}
