import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { answerConfirmation, getConfirmation } from '#modules/privacy/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { AuthFrame } from '../../components/auth-frame.tsx';
import { useFormat } from '../../format.ts';
import { read, useRead, useSend } from '../../query.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Shown } from '../../ui/shown.tsx';
import { useTitle } from '../../ui/title.ts';
import styles from './privacy.module.css';

type Asked = ResultOf<typeof getConfirmation>;

/** Opened by a customer from a link: what is asked, in full, and two buttons of one size. Looking answers nothing. */
export function Component() {
  const { t } = useTranslation();
  const token = String(useParams().token);
  const asked = useRead(read(getConfirmation, { params: { token } }));
  useTitle(t('privacy:confirm.title'));
  return (
    <AuthFrame>
      <Shown query={asked} lines={5}>
        {(known) => <Question token={token} asked={known} />}
      </Shown>
    </AuthFrame>
  );
}

function Question({ token, asked }: { token: string; asked: Asked }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const answer = useSend(answerConfirmation, { ends: [getConfirmation] });
  const say = (word: 'confirm' | 'refuse') => answer.mutate({ params: { token }, body: { answer: word } });
  const { organisation, purpose, channel, state, text, expiresAt } = asked;
  const english = i18n.language === 'en';
  return (
    <>
      <p className="lk-soft">{organisation}</p>
      <h1>{text ? (english ? text.titleEn : text.titleZh) : t(`privacy:purpose.${purpose}`)}</h1>
      <p className={styles.asked}>
        {t(`privacy:purpose.${purpose}`)}
        {channel !== 'any' && ` · ${t(`privacy:channel.${channel}`)}`}
      </p>
      {text && <p className={styles.text}>{english ? text.bodyEn : text.bodyZh}</p>}
      <p role="status" className={styles.said}>
        {t(`privacy:confirm.${state}`, { date: format.date(expiresAt) })}
      </p>
      {answer.error && <ProblemNote error={answer.error} />}
      <div className={styles.buttons}>
        {state !== 'refused' && (
          <Button size="large" loading={answer.isPending} onClick={() => say('refuse')}>
            {t(state === 'confirmed' ? 'privacy:confirm.withdraw' : 'privacy:confirm.no')}
          </Button>
        )}
        {state === 'waiting' && (
          <Button size="large" type="primary" loading={answer.isPending} onClick={() => say('confirm')}>
            {t('privacy:confirm.yes')}
          </Button>
        )}
      </div>
    </>
  );
}
