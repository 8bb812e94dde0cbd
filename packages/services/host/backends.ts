import { bootstrap, endpoint, siteById, type Platform, type Secret, type Service } from '@catalyst/model';

/** What a site offers under a name, if it does, on hosts of ours. */
export function offered(platform: Platform, site: string, name: string): Service | undefined {
  const service = platform.services.find(({ id }) => id === `${site}/${name}`);
  return service === undefined || service.members.length === 0 ? undefined : service;
}

/** How many of a service's hosts a client is told: it needs one that answers, which tells it of the others. */
const STARTS = 3;

/** `kafka-1.dc1.catalyst.internal:9094,…`: the first few, so that another broker rewrites no file. */
export const starts = (platform: Platform, service: Service): string =>
  bootstrap(platform, service).split(',').slice(0, STARTS).join(',');

/** All of them, for who asks nobody else. */
export const addresses = (platform: Platform, service: Service): string => bootstrap(platform, service);

/** `postgres.dc1.catalyst.internal` and its port: what callers go to. */
export const reach = (platform: Platform, service: Service): { readonly host: string; readonly port: number } =>
  endpoint(platform, service);

/** A password: of this site, or of the one that it stands by for, where data and passwords are copies of that one's. */
export function passwordOf(platform: Platform, site: string, name: string): Secret | undefined {
  const { standby } = siteById(platform, site);
  const places = [site, ...(standby === null ? [] : [standby.of])];
  return places
    .map((place) => platform.secrets.find(({ id }) => id === `${place}/${name}`))
    .find((secret) => secret !== undefined);
}
