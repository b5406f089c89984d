import { EyeOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { listAudit } from '#modules/access/contract.ts';
import { revealValue } from '#modules/privacy/settings-contract.ts';
import { tellProblem } from '../problem.ts';
import { useSend } from '../query.ts';
import { useCan } from '../session.ts';

export type MaskedKind = 'phone' | 'email' | 'identity' | 'birthday' | 'address';

type Props = { kind: MaskedKind; value: string; customerId?: number };

/**
 * Every value that tells who somebody is. The server masks what this person need not know; with a `customerId` it can be
 * revealed, which is on record.
 */
export function MaskedValue({ kind, value, customerId }: Props) {
  const can = useCan();
  const shown = asShown(kind, value);
  const masked = value.includes('***') && kind !== 'birthday';
  if (!masked || customerId === undefined || !can(revealValue.permission)) return <span>{shown}</span>;
  return <Revealable kind={kind} value={value} shown={shown} customerId={customerId} />;
}

type RevealableProps = Required<Props> & { kind: Exclude<MaskedKind, 'birthday'>; shown: string };

function Revealable({ kind, value, shown, customerId }: RevealableProps) {
  const { t } = useTranslation();
  const look = useSend(revealValue, { ends: [listAudit] });
  if (look.data) return <span>{asShown(kind, look.data.value)}</span>;
  return (
    <span>
      {shown}{' '}
      <Tooltip title={look.error ? tellProblem(t, look.error) : t('privacy:reveal.note')}>
        <Button
          type="text"
          size="small"
          icon={<EyeOutlined />}
          danger={look.isError}
          loading={look.isPending}
          aria-label={t('privacy:reveal.look', { what: t(`privacy:reveal.${kind}`) })}
          onClick={() => look.mutate({ params: { customerId }, body: { kind, masked: value } })}
        />
      </Tooltip>
    </span>
  );
}

/** For whoever shows a value in pieces. */
export const asShown = (kind: MaskedKind, value: string): string => (kind === 'phone' ? spacedPhone(value) : value);

/** +8613800138000 is read as 138 0013 8000, masked or not; other countries keep their prefix. */
const spacedPhone = (phone: string): string => phone.replace(/^\+86(1\d{2})([\d*]{4})(\d{4})$/, '$1 $2 $3');
