import { networkSecrets, planFabric } from '@catalyst/fabric';
import type { Platform } from '@catalyst/model';

/** The platform with the secrets of its networks: the same store keeps them, and the same check finds what is missing. */
export function withNetworkSecrets(platform: Platform): Platform {
  const known = new Set(platform.secrets.map(({ id }) => id));
  const secrets = platform.sites
    .filter(({ fabric }) => fabric !== null)
    .flatMap(({ id }) => networkSecrets(planFabric(platform, id).fabric, platform))
    .filter(({ id }) => !known.has(id));
  return { ...platform, secrets: [...platform.secrets, ...secrets] };
}
