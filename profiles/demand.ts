import type { ProfileText } from '@catalyst/model';

type Channels = ProfileText['demand']['channels'];

/**
 * The twelve messaging channels. The guide names SMS, WhatsApp, Telegram and USSD (l. 388-391) and leaves eight
 * unnamed; it gives no mix (audit C04), so each has the same weight. Replace both with what the platform really carries.
 */
const CHANNELS = [
  'sms',
  'whatsapp',
  'telegram',
  'ussd',
  'rcs',
  'viber',
  'email',
  'voice',
  'push',
  'messenger',
  'instagram',
  'webchat',
] as const;

export const channels: Channels = Object.fromEntries(CHANNELS.map((name) => [name, 1]));
