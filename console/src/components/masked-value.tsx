export type MaskedKind = 'phone' | 'email' | 'identity' | 'birthday' | 'address';

/** Every value that tells who somebody is passes through here, so that one place decides how much of it is shown. */
export function MaskedValue({ kind, value }: { kind: MaskedKind; value: string }) {
  return <span>{asShown(kind, value)}</span>;
}

/** For whoever shows a value in pieces. */
export const asShown = (kind: MaskedKind, value: string): string => (kind === 'phone' ? spacedPhone(value) : value);

/** +8613800138000 is read as 138 0013 8000; other countries keep their prefix. */
const spacedPhone = (phone: string): string => phone.replace(/^\+86(1\d{2})(\d{4})(\d{4})$/, '$1 $2 $3');
