import { backup } from '@catalyst/backup';
import { dragonfly } from '@catalyst/dragonfly';
import { elasticsearch } from '@catalyst/elasticsearch';
import { ingress } from '@catalyst/ingress';
import { kafka } from '@catalyst/kafka';
import { monitoring } from '@catalyst/monitoring';
import { pki } from '@catalyst/pki';
import { postgres, timescale } from '@catalyst/postgres';
import { services } from '@catalyst/services';

/** Every tier, in the order in which they start. Adding one is adding its folder and its line here. */
export const tiers = [
  pki,
  kafka,
  postgres,
  timescale,
  dragonfly,
  elasticsearch,
  services,
  ingress,
  monitoring,
  backup,
] as const;
