import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { done, id, idParam, instant } from '#shared/wire.ts';

/** What data is used for. `contact` stands for being contacted at all: refusing it is "do not contact". */
export const PURPOSES = ['contact', 'marketing', 'survey', 'service', 'personalisation', 'profiling'] as const;
/** By which way. `any` stands for all of them, and is the only one where nobody is reached (personalisation). */
export const CHANNELS = ['any', 'sms', 'email', 'wechat', 'call', 'push', 'mail'] as const;
export const STATES = ['granted', 'pending', 'refused'] as const;

export const purpose = z.enum(PURPOSES);
export const channel = z.enum(CHANNELS);
export const consentState = z.enum(STATES);
export type Purpose = z.infer<typeof purpose>;
export type Channel = z.infer<typeof channel>;
export type ConsentState = z.infer<typeof consentState>;

/** Why somebody may or may not be reached; the first that applies. */
export const contactReason = z.enum([
  'granted',
  'not_refused',
  'forgotten',
  'do_not_contact',
  'refused',
  'pending',
  'not_asked',
]);
export type ContactReason = z.infer<typeof contactReason>;

const sourceWord = z.string().trim().min(1).max(60);

/** `at` is when the customer said it; what is recorded late does not overrule a later word. */
export const consentDraft = z.object({
  customerId: id,
  purpose,
  channel: channel.default('any'),
  state: consentState,
  at: instant.optional(),
  /** Where it was said: form, call, shop, web, paper … */
  source: sourceWord.default('api'),
  /** Version of the text that was agreed to; the newest of the purpose when not given. */
  textVersion: z.number().int().positive().nullable().optional(),
  /** What proves it: number of a form, link to a recording. */
  evidence: z.string().trim().max(500).nullable().optional(),
  /** Of the browser in which it was said. */
  ip: z.union([z.ipv4(), z.ipv6()]).nullable().optional(),
  /** Of the sender: the same key again is the same answer. */
  key: z.string().trim().min(1).max(120).optional(),
});
export type ConsentDraft = z.input<typeof consentDraft>;

export const recordConsents = endpoint({
  method: 'POST',
  path: '/api/consents',
  summary: 'Keep what customers agreed to or refused; with `pending`, get a link that has it confirmed',
  permission: 'privacy.consent',
  scope: 'customers',
  idempotency: 'with a key, kept once; without one, an answer that holds already is not kept again',
  body: z.object({ consents: z.array(consentDraft).min(1).max(1_000) }),
  response: z.object({
    recorded: z.number().int(),
    /** One per pending answer: the customer opens the address and confirms there. Shown this once. */
    confirmations: z.array(
      z.object({ customerId: id, purpose, channel, path: z.string(), token: z.string(), expiresAt: instant }),
    ),
  }),
});

export const consentEntry = z.object({
  consentId: id,
  purpose,
  channel,
  state: consentState,
  at: instant,
  recordedAt: instant,
  source: z.string(),
  textVersion: z.number().int().nullable(),
  evidence: z.string().nullable(),
  ip: z.string().nullable(),
  recordedBy: z.string(),
  expiresAt: instant.nullable(),
});
export type ConsentEntry = z.infer<typeof consentEntry>;

export const contactAnswer = z.object({
  purpose,
  channel,
  /** What the customer said last; null when never asked. */
  state: consentState.nullable(),
  since: instant.nullable(),
  allowed: z.boolean(),
  reason: contactReason,
});
export type ContactAnswer = z.infer<typeof contactAnswer>;

export const getConsents = endpoint({
  method: 'GET',
  path: '/api/customers/:customerId/consents',
  summary: 'For what and how a customer may be reached, and every answer behind it',
  permission: 'customers.read',
  scope: 'customers',
  params: z.object({ customerId: idParam }),
  response: z.object({
    /** When the customer was erased on request. */
    erasedAt: instant.nullable(),
    doNotContact: z.boolean(),
    refusesPersonalisation: z.boolean(),
    refusesProfiling: z.boolean(),
    answers: z.array(contactAnswer),
    history: z.array(consentEntry),
  }),
});

export const consentText = z.object({
  textId: z.number().int(),
  purpose,
  version: z.number().int(),
  titleZh: z.string(),
  bodyZh: z.string(),
  titleEn: z.string(),
  bodyEn: z.string(),
  publishedAt: instant,
  publishedBy: z.string().nullable(),
});
export type ConsentText = z.infer<typeof consentText>;

export const listConsentTexts = endpoint({
  method: 'GET',
  path: '/api/privacy/texts',
  summary: 'What customers are asked to agree to, every version',
  permission: 'customers.read',
  scope: 'none',
  response: z.object({ rows: z.array(consentText) }),
});

const title = z.string().trim().min(1).max(120);
const body = z.string().trim().min(1).max(5_000);

export const publishConsentText = endpoint({
  method: 'POST',
  path: '/api/privacy/texts',
  summary: 'Publish a new version of a consent text',
  permission: 'privacy.settings',
  scope: 'none',
  idempotency: 'wording equal to the newest version publishes nothing',
  body: z.object({ purpose, titleZh: title, bodyZh: body, titleEn: title, bodyEn: body }),
  response: consentText,
});

/** Opened by the customer from a link, without signing in; the token is the proof. Looking changes nothing. */
export const getConfirmation = endpoint({
  method: 'GET',
  path: '/api/public/consents/:token',
  summary: 'What a customer is asked to confirm',
  permission: 'public',
  scope: 'none',
  params: z.object({ token: z.string().min(20).max(100) }),
  response: z.object({
    organisation: z.string(),
    purpose,
    channel,
    state: z.enum(['waiting', 'confirmed', 'refused', 'expired']),
    expiresAt: instant,
    text: consentText.pick({ titleZh: true, bodyZh: true, titleEn: true, bodyEn: true, version: true }).nullable(),
  }),
});

export const answerConfirmation = endpoint({
  method: 'POST',
  path: '/api/public/consents/:token',
  summary: 'Confirm or refuse, as the customer',
  permission: 'public',
  scope: 'none',
  idempotency: 'the same answer again changes nothing; confirming needs the link to be fresh, refusing does not',
  params: z.object({ token: z.string().min(20).max(100) }),
  body: z.object({ answer: z.enum(['confirm', 'refuse']) }),
  response: done,
});
