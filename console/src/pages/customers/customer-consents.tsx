import { Button, Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getConsents, recordConsents, type Channel, type Purpose } from '#modules/privacy/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { read, useRead } from '../../query.ts';
import { useCan } from '../../session.ts';
import { Fold } from '../../ui/fold.tsx';
import { Shown } from '../../ui/shown.tsx';
import { AnswerForm } from './consent-answer.tsx';
import { ConsentHistory } from './consent-history.tsx';
import styles from './customer-consents.module.css';

type Consents = ResultOf<typeof getConsents>;
type Answer = Consents['answers'][number];

export const consentsRead = (customerId: number) => read(getConsents, { params: { customerId } });

const PURPOSES = ['marketing', 'survey', 'service'] as const;
const CHANNELS = ['sms', 'email', 'wechat', 'call', 'push', 'mail'] as const;

/** For what and how this customer may be reached: a cell per purpose and channel, each a click from its change. */
export function CustomerConsents({ customerId }: { customerId: number }) {
  const { t } = useTranslation();
  const consents = useRead(consentsRead(customerId));
  const [past, setPast] = useState(false);
  const history = consents.data?.history ?? [];
  return (
    <Fold
      name="consents"
      title={t('privacy:consents.title')}
      says={consents.data && <Line consents={consents.data} />}
      actions={
        history.length > 0 && (
          <Button type="link" size="small" className={styles.more ?? ''} onClick={() => setPast(true)}>
            {t('privacy:consents.history')}
          </Button>
        )
      }
    >
      <Shown query={consents} lines={6}>
        {(known) => <Answers customerId={customerId} consents={known} />}
      </Shown>
      <ConsentHistory open={past} entries={history} onClose={() => setPast(false)} />
    </Fold>
  );
}

/** How many said yes and no; not to be contacted at all comes before any of them. */
function Line({ consents: { doNotContact, answers } }: { consents: Consents }) {
  const { t } = useTranslation();
  if (doNotContact) return t('privacy:flag.do_not_contact');
  const said = (state: Answer['state']) => answers.filter((one) => one.state === state).length;
  const [yes, no] = [said('granted'), said('refused')];
  if (yes + no === 0) return t('privacy:consents.nothing_said');
  return t('privacy:consents.said', { yes, no });
}

function Answers({ customerId, consents }: { customerId: number; consents: Consents }) {
  const { t } = useTranslation();
  const answerOf = (purpose: Purpose, channel: Channel) =>
    consents.answers.find((one) => one.purpose === purpose && one.channel === channel);
  return (
    <>
      <table className={styles.matrix}>
        <thead>
          <tr>
            <th scope="col">
              <span className="lk-hidden">{t('privacy:consents.channel')}</span>
            </th>
            {PURPOSES.map((purpose) => (
              <th key={purpose} scope="col">
                {t(`privacy:purpose_short.${purpose}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {CHANNELS.map((channel) => (
            <tr key={channel}>
              <th scope="row">{t(`privacy:channel.${channel}`)}</th>
              {PURPOSES.map((purpose) => (
                <td key={purpose}>
                  <Cell customerId={customerId} answer={answerOf(purpose, channel)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <ul className={styles.single}>
        {(['personalisation', 'profiling'] as const).map((purpose) => (
          <li key={purpose}>
            <span>{t(`privacy:purpose.${purpose}`)}</span>
            <Cell customerId={customerId} answer={answerOf(purpose, 'any')} />
          </li>
        ))}
        <li>
          <span>{t('privacy:purpose.contact')}</span>
          <Cell customerId={customerId} answer={contactOf(consents)} />
        </li>
      </ul>
    </>
  );
}

/** Being contacted at all, as a row like the others. */
const contactOf = ({ doNotContact }: Consents): Answer => ({
  purpose: 'contact',
  channel: 'any',
  state: doNotContact ? 'refused' : null,
  since: null,
  allowed: !doNotContact,
  reason: doNotContact ? 'do_not_contact' : 'not_refused',
});

const SIGNS = { granted: '✓', refused: '✕', pending: '…' } as const;

function Cell({ customerId, answer }: { customerId: number; answer: Answer | undefined }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const mayRecord = useCan()(recordConsents.permission);
  if (!answer) return null;
  const { purpose, channel, allowed, reason, state } = answer;
  const what =
    channel === 'any'
      ? t(`privacy:purpose.${purpose}`)
      : t(`privacy:consents.cell`, {
          purpose: t(`privacy:purpose.${purpose}`),
          channel: t(`privacy:channel.${channel}`),
        });
  const said = t(`privacy:reason.${reason}`);
  const sign = state ? SIGNS[state] : allowed ? '○' : '–';
  const tone = allowed ? (state === 'granted' ? styles.yes : styles.open) : state === null ? styles.open : styles.no;
  const mark = (
    <span aria-hidden="true" className={tone}>
      {sign}
    </span>
  );
  if (!mayRecord)
    return (
      <span title={said}>
        {mark}
        <span className="lk-hidden">{said}</span>
      </span>
    );
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      destroyOnHidden
      title={what}
      content={<AnswerForm customerId={customerId} answer={answer} said={said} onDone={() => setOpen(false)} />}
    >
      <button type="button" className={styles.cell} title={said} aria-label={`${what}: ${said}`}>
        {mark}
      </button>
    </Popover>
  );
}
