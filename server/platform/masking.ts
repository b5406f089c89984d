/**
 * What tells who somebody is, shown in part to whoever need not know it. Done here, at the edge, on every answer about
 * customers whatever module made it, so that values nobody revealed never leave the server.
 *
 * Fields are known by their names, and telephone numbers and e-mails by their looks in every other text but free ones:
 * those are edited, and an edited mask would be stored in place of what it hides.
 */
import type { Ctx } from './context.ts';
import { getSetting } from './settings.ts';

export const MASKED_KINDS = ['phone', 'email', 'address', 'identity'] as const;
export type MaskedKind = (typeof MASKED_KINDS)[number];

/** The roles that see each kind in clear. The administrator sees everything. */
export type Masking = Readonly<Record<MaskedKind, readonly string[]>>;

export const DEFAULT_MASKING: Masking = { phone: [], email: [], address: [], identity: [] };
export const MASKING_SETTING = 'privacy.masking';

export async function getMasking(ctx: Ctx): Promise<Masking> {
  return { ...DEFAULT_MASKING, ...(await getSetting<Partial<Masking>>(ctx, MASKING_SETTING)) };
}

/** What is hidden from whoever asks. The house itself, and programs, see everything. */
export async function hiddenFrom(ctx: Ctx): Promise<ReadonlySet<MaskedKind>> {
  const { actor } = ctx;
  if (actor.kind !== 'user' || actor.role === 'administrator') return new Set();
  const masking = await getMasking(ctx);
  return new Set(MASKED_KINDS.filter((kind) => !masking[kind].includes(actor.role)));
}

/** A number keeps its beginning and the four digits people ask for; the rest of each kind enough to tell two apart. */
export function mask(kind: MaskedKind, value: string): string {
  if (kind === 'phone') return value.replace(/^(\+?(?:86)?\d{3}|.{3})(.*)(.{4})$/su, '$1****$3');
  if (kind === 'email') return value.replace(/^(.)[^@]*(@.*)?$/su, '$1***$2');
  if (kind === 'address') return `${value.slice(0, 3)}***`;
  return value.length > 8 ? `${value.slice(0, 4)}***${value.slice(-2)}` : '***';
}

export const isMasked = (value: string): boolean => value.includes('***');

/**
 * A text somebody edited while it was masked, with the masks put back to what they hide in the text before. Null when a
 * mask is left that hides nothing there.
 */
export function unmask(kind: MaskedKind, text: string, before: string | null): string | null {
  if (!isMasked(text)) return text;
  return before !== null && mask(kind, before) === text ? before : null;
}

const NAMED: readonly (readonly [RegExp, MaskedKind])[] = [
  [/^(phone|mobile|telephone|tel|phoneOriginal)s?$/i, 'phone'],
  [/^(e-?mail|emailOriginal)s?$/i, 'email'],
  [/address(es)?$/i, 'address'],
  [/^(wechat_?)?(openid|unionid)s?$/i, 'identity'],
];

/** Of an identity, a reason, a difference: the kind stands beside the value. */
const TELLERS = ['kind', 'field', 'column', 'what'] as const;
const TOLD = /^(values?|original|left|right|a|b|first|second|one|other|before|after|from|to|survivors?|losers?)$/i;
const FREE_TEXT =
  /^(note|notes|text|comment|body|message|answer|verified|evidence|reason|description|content|script|title|name|search|path|key|namespace)$/i;

/** By the name of a field, also of one as `customers.email`. */
export const kindNamed = (name: string): MaskedKind | null => {
  const last = name.slice(name.lastIndexOf('.') + 1);
  return NAMED.find(([pattern]) => pattern.test(last))?.[1] ?? null;
};

/** The same value with what is hidden masked; `value` is JSON. */
export function maskValue(value: unknown, hidden: ReadonlySet<MaskedKind>): unknown {
  return hidden.size === 0 ? value : walk(value, null, '', hidden);
}

function walk(value: unknown, kind: MaskedKind | null, name: string, hidden: ReadonlySet<MaskedKind>): unknown {
  if (typeof value === 'string') return maskText(value, kind, name, hidden);
  if (Array.isArray(value)) return value.map((one) => walk(one, kind, name, hidden));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const told = TELLERS.map((teller) => (value as Record<string, unknown>)[teller]).find((word) => kindOf(word));
  const tellersKind = kindOf(told);
  return Object.fromEntries(
    entries.map(([key, one]) => {
      const isTeller = (TELLERS as readonly string[]).includes(key);
      const own = kindNamed(key) ?? (TOLD.test(key) ? tellersKind : null) ?? kind;
      return [key, walk(one, isTeller ? null : own, key, hidden)];
    }),
  );
}

const kindOf = (word: unknown): MaskedKind | null => (typeof word === 'string' ? kindNamed(word) : null);

const MOBILE = /(?<![\d.])(\+?86)?(1[3-9]\d)\d{4}(\d{4})(?!\d)/g;
const EMAIL = /([\w.+-])[\w.+-]*(@[\w-]+(\.[\w-]+)+)/g;

function maskText(text: string, kind: MaskedKind | null, name: string, hidden: ReadonlySet<MaskedKind>): string {
  if (kind !== null) return hidden.has(kind) && !FREE_TEXT.test(name) && !isWord(text) ? mask(kind, text) : text;
  if (FREE_TEXT.test(name)) return text;
  const phones = hidden.has('phone')
    ? text.replace(
        MOBILE,
        (_, land: string | undefined, head: string, tail: string) => `${land ?? ''}${head}****${tail}`,
      )
    : text;
  return hidden.has('email') ? phones.replace(EMAIL, '$1***$2') : phones;
}

/** Beside values stand words of our own: codes, choices. No number, address or id is one. */
const isWord = (text: string): boolean => /^[a-z_]{1,30}$/.test(text) || text === '';
