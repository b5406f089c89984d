import { useTranslation } from 'react-i18next';
import type { CustomField, CustomValue } from '#modules/customers/custom-contract.ts';
import { MaskedValue } from '../../components/masked-value.tsx';
import { useFormat } from '../../format.ts';
import { useRead } from '../../query.ts';
import { Section } from '../../ui/page.tsx';
import { customRead, sectionsOf } from './custom-reads.ts';
import type { CustomerPage } from './customer-reads.ts';
import styles from './customer-facts.module.css';

/** What the business itself asks about its customers, section by section; what is not known is left out. */
export function CustomFacts({ customer }: { customer: CustomerPage }) {
  const { t } = useTranslation();
  const fields = useRead(customRead).data?.rows ?? [];
  const known = sectionsOf(fields.filter((field) => customer.custom[field.code] !== undefined));
  return known.map(([section, those]) => (
    <Section key={section} title={section || t('customers:custom.more')}>
      <dl className={styles.facts}>
        {those.map((field) => (
          <div key={field.code} className={styles.fact}>
            <dt>{field.name}</dt>
            <dd>
              <CustomValueShown field={field} value={customer.custom[field.code]} />
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  ));
}

type ShownProps = { field: CustomField; value: CustomValue | undefined };

/** The value of an added field, as people read it. */
export function CustomValueShown({ field, value }: ShownProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = (code: string) => field.choices.find((choice) => choice.code === code)?.name ?? code;
  if (Array.isArray(value)) return value.map(name).join(t('shell:list_comma'));
  if (typeof value === 'boolean') return t(value ? 'terms:value.yes' : 'terms:value.no');
  if (typeof value === 'number') return field.type === 'money' ? format.money(value) : format.number(value);
  if (value === undefined) return null;
  if (field.type === 'day') return format.day(value);
  if (field.type === 'instant') return format.moment(value);
  if (field.type === 'choice') return name(value);
  if (field.type === 'phone') return <MaskedValue kind="phone" value={value} />;
  if (field.type !== 'url') return value;
  return (
    <a href={value} target="_blank" rel="noopener noreferrer">
      {value.replace(/^https?:\/\//, '')}
    </a>
  );
}
