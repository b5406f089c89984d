import { DownOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { contactKind, recordContact } from '#modules/interactions/contract.ts';
import { paths } from '../../paths.ts';
import { useCan } from '../../session.ts';

/** Write down what was said without leaving the customer. */
export function ContactButtons({ customerId }: { customerId: number }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  if (!useCan()(recordContact.permission)) return null;
  const items = contactKind.options.map((kind) => ({ key: kind, label: t(`customers:kind.interaction.${kind}`) }));
  return (
    <Dropdown
      trigger={['click']}
      menu={{ items, onClick: ({ key }) => void navigate(paths.contactNew(customerId, key)) }}
    >
      <Button type="primary">
        {t('interactions:contact.add')} <DownOutlined />
      </Button>
    </Dropdown>
  );
}
