/** Where things are on a host. */
export const paths = {
  etc: '/etc/catalyst/services',
  tls: '/etc/catalyst/services/tls',
  /** What is asked whether it lives. */
  health: '/etc/catalyst/services/health',
  programs: '/usr/local/lib/catalyst',
  run: '/run/catalyst-services',
  units: '/etc/systemd/system',
  /** n8n's home: nothing of value, since all that it keeps is in the database. */
  n8n: '/var/lib/catalyst/n8n',
} as const;

/** Inside a container. */
export const inside = { secrets: '/run/secrets', tls: '/run/tls' } as const;

export const files = {
  env: (instance: string) => `${paths.etc}/${instance}.env`,
  secret: (role: string, name: string) => `${paths.etc}/secrets/${role}/${name}`,
  secrets: (role: string) => `${paths.etc}/secrets/${role}`,
  unit: (instance: string) => `${paths.units}/${unitOf(instance)}`,
  health: (instance: string) => `${paths.health}/${instance}`,
  restart: `${paths.programs}/restart-services`,
  ready: `${paths.programs}/await-ready`,
  live: `${paths.programs}/services-live`,
  liveUnit: `${paths.units}/services-live.service`,
  liveTimer: `${paths.units}/services-live.timer`,
} as const;

/** The user that containers run as. */
export const USER = 'catalyst-services';

/** `service-sms-1.service` */
export const unitOf = (instance: string): string => `service-${instance}.service`;
