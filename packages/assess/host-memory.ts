import { Bytes, type Finding, type Host, type HostConfig, type Platform } from '@catalyst/model';
import { groupBy } from './group.ts';

/**
 * Machines whose processes may take more memory than there is: the kernel then ends one of them, and which one is chance.
 * One finding for all hosts of a pool that are alike, with the sum.
 */
export function checkHostMemory(platform: Platform, configs: ReadonlyMap<string, HostConfig>): readonly Finding[] {
  const over = platform.hosts.flatMap((host) => {
    const parts = Object.entries(configs.get(host.id)?.memory ?? {}).filter(([, bytes]) => bytes > 0);
    const wanted = parts.reduce((sum, [, bytes]) => sum + bytes, 0);
    if (wanted <= host.machine.memory) return [];
    const sum = parts.map(([owner, bytes]) => `${Bytes.print(bytes)} ${owner}`).join(' + ');
    return [{ host, wanted: Bytes.of(wanted), sum }];
  });
  return [...groupBy(over, ({ host, sum }) => `${host.site} ${host.pool} ${sum}`).values()].flatMap((alike) => {
    const [first] = alike;
    return first === undefined ? [] : [finding(first.host, first.wanted, first.sum, alike.length)];
  });
}

const finding = ({ site, pool, hostname, machine }: Host, wanted: Bytes, sum: string, hosts: number): Finding => ({
  code: 'host/memory',
  severity: 'error',
  subject: hosts === 1 ? `${site}/${hostname}` : `${site}/${pool}`,
  path: `sites.${site}.servers.${pool}.hardware.memory`,
  message: `${Bytes.print(wanted)} may be taken and there are ${Bytes.print(machine.memory)}: ${sum}`,
  evidence: { wanted, memory: machine.memory, sum, hosts },
  fix: 'give the machines more memory, or put one of the tiers on others',
});
