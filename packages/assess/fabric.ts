import { checkNetwork } from '@catalyst/fabric';
import type { Finding, Platform } from '@catalyst/model';

/** What is wrong with the networks of all datacenters that have one. */
export const checkFabrics = (platform: Platform): readonly Finding[] =>
  platform.sites.filter(({ fabric }) => fabric !== null).flatMap(({ id }) => checkNetwork(platform, id));
