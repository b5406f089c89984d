import { useTranslation } from 'react-i18next';
import { Link, Outlet } from 'react-router';
import { listPlaybooks } from '#modules/care/playbook-contract.ts';
import { listPolicies, previewOwners, savePolicy } from '#modules/care/policy-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { Behind } from '../../components/behind.tsx';
import { ButtonLink } from '../../components/button-link.tsx';
import { Defined } from '../../components/defined.tsx';
import { useVocabulary } from '../../components/vocabulary.ts';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths, withState } from '../../paths.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { useCan } from '../../session.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Stat } from '../../ui/stat.tsx';
import styles from './policies.module.css';

type Answer = ResultOf<typeof listPolicies>;
type Policy = Answer['rows'][number];

const policiesRead = read(listPolicies);
const playbooksRead = read(listPlaybooks);

export const loader = () => prefetch(policiesRead);

export const handle = { permission: listPolicies.permission };

/** How each class is looked after, what it needs, and what that costs. */
export function Component() {
  const { t } = useTranslation();
  const query = useRead(policiesRead);
  return (
    <Page title={t('care:policies.title')} note={t('care:policies.note')}>
      <Shown query={query} lines={14}>
        {(data) => (
          <div className={styles.page}>
            {data.rows.map((policy) => (
              <OnePolicy key={policy.code} policy={policy} definitions={data.definitions} />
            ))}
            <Vip data={data} />
          </div>
        )}
      </Shown>
      <Outlet />
    </Page>
  );
}

function OnePolicy({ policy, definitions }: { policy: Policy; definitions: Answer['definitions'] }) {
  const { t, i18n } = useTranslation();
  const name = useName();
  const format = useFormat();
  const may = useCan();
  const told = (lists: { zh: string[]; en: string[] }) => (i18n.language === 'en' ? lists.en : lists.zh);
  const every = policy.contactEveryDays;
  return (
    <Section
      title={<CodeTag code={policy.code}>{name(policy.name)}</CodeTag>}
      note={[
        t(`care:owner_rule.${policy.ownerRule}`),
        t(policy.ownerDaily ? 'care:policies.daily' : 'care:policies.by_hand'),
        every === null
          ? t('care:policies.no_rhythm')
          : t('care:policies.rhythm', { count: every, kind: t(`care:kind.${policy.contactKind}`) }),
        t('care:policies.promise', { count: policy.answerWithinHours }),
      ].join(' · ')}
      actions={
        <>
          {may(previewOwners.permission) && (
            <ButtonLink to={paths.policyOwners(policy.code)}>{t('care:owners.open')}</ButtonLink>
          )}
          {may(savePolicy.permission) && (
            <ButtonLink to={paths.policy(policy.code)}>{t('care:policies.edit')}</ButtonLink>
          )}
        </>
      }
    >
      <dl className={styles.figures}>
        <Stat
          label={t('care:policies.customers')}
          value={<Behind filters={[`scoring.class4:is:${policy.code}`]}>{format.number(policy.customers)}</Behind>}
          note={t('care:policies.owned', { count: policy.owned })}
        />
        <Stat
          label={<Defined by={definitions.expectedNetCents ?? ''}>{t('care:policies.expected')}</Defined>}
          value={format.shortMoney(policy.expectedNetCents)}
        />
        <Stat
          label={<Defined by={definitions.careBudgetCents ?? ''}>{t('care:policies.budget')}</Defined>}
          value={format.shortMoney(policy.careBudgetCents)}
          note={t('care:policies.share', { share: format.percent(policy.careShare) })}
        />
        <Stat
          label={<Defined by={definitions.hoursPerMonth ?? ''}>{t('care:policies.hours')}</Defined>}
          value={format.number(Math.round(policy.hoursPerMonth))}
          note={t('care:policies.contacts', { count: Math.round(policy.contactsPerMonth) })}
        />
      </dl>
      <div className={styles.lists}>
        <List title={t('care:policies.needs')} items={told(policy.needs)} />
        <List title={t('care:policies.benefits')} items={told(policy.benefits)} />
        <div>
          <h3>{t('care:policies.playbooks')}</h3>
          <ul>
            {policy.playbooks.map((code) => (
              <li key={code}>
                <Link to={withState(paths.playbooks(), { open: code })}>
                  <PlaybookName code={code} />
                </Link>
              </li>
            ))}
          </ul>
        </div>
      </div>
    </Section>
  );
}

function List({ title, items }: { title: string; items: readonly string[] }) {
  return (
    <div>
      <h3>{title}</h3>
      <ul>
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </div>
  );
}

function PlaybookName({ code }: { code: string }) {
  const name = useName();
  const found = useRead(playbooksRead).data?.rows.find((playbook) => playbook.code === code);
  return found ? name(found.name) : code;
}

function Vip({ data: { vip, vips } }: { data: Answer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const vocabulary = useVocabulary();
  const mayEdit = useCan()(savePolicy.permission);
  return (
    <Section
      title={t('care:vip.title')}
      note={t('care:vip.note', { count: vips })}
      actions={mayEdit && <ButtonLink to={paths.policy('vip')}>{t('care:policies.edit')}</ButtonLink>}
    >
      <p>{t('care:vip.needed', { count: vip.needed })}</p>
      <ul className={styles.plain}>
        <li>{t('care:vip.spend', { money: format.roundMoney(vip.minCurrentCents) })}</li>
        <li>{t('care:vip.days', { count: vip.minPurchaseDays })}</li>
        <li>
          {t('care:vip.classes', {
            classes: vip.classes.map((code) => vocabulary('class4', code)).join(t('shell:list_comma')),
          })}
        </li>
      </ul>
    </Section>
  );
}
