/** How the purposes differ: which are reached by a channel, and what silence means. */
import type { Channel, Purpose } from './contract.ts';

export const CONTACT_CHANNELS = [
  'sms',
  'email',
  'wechat',
  'call',
  'push',
  'mail',
] as const satisfies readonly Channel[];

/** Purposes whose answers are about being reached, one per channel. The others have one answer each. */
export const REACHING: readonly Purpose[] = ['marketing', 'survey', 'service'];

/**
 * What silence means. Asking comes first where the law wants consent (advertising: Advertising Law art. 43); what a
 * contract needs may be sent until it is refused, and automated decisions are made until they are refused (PIPL 13, 24).
 */
export const SILENCE: Readonly<Record<Purpose, 'no' | 'yes'>> = {
  contact: 'yes',
  marketing: 'no',
  survey: 'no',
  service: 'yes',
  personalisation: 'yes',
  profiling: 'yes',
};
