import type { Finding } from '../finding.ts';
import { overlaps, parseAddress, parseCidr, printCidr, type Cidr } from '../ipv4.ts';
import type { Platform } from '../platform.ts';
import type { Circuit } from './circuits.ts';
import { circuitsOf } from './resolve.ts';
import { edgeAsn } from './numbers.ts';

const problem = (
  code: string,
  subject: string,
  path: string,
  message: string,
  fix: string,
  evidence: Finding['evidence'] = {},
): Finding => ({ code: `interconnect/${code}`, severity: 'error', subject, path, message, evidence, fix });

/** The networks inside a circuit, each with where the profile may pin it. */
function insides(circuit: Circuit): readonly { readonly cidr: Cidr; readonly path: string }[] {
  const one = (text: string, path: string) => {
    const cidr = parseCidr(text);
    return cidr === undefined ? [] : [{ cidr, path: `interconnects.${circuit.id}.${path}` }];
  };
  switch (circuit.kind) {
    case 'direct-connect': {
      const first = parseAddress(circuit.amazon.address);
      return first === undefined ? [] : one(printCidr({ first: first - 1, prefix: 30 }), 'inside');
    }
    case 'ipsec':
      return circuit.tunnels.flatMap(({ inside, number }) => one(inside, `inside[${String(number - 1)}]`));
    case 'dark-fiber': {
      const first = parseAddress(circuit.ends[0].address);
      return first === undefined ? [] : one(printCidr({ first, prefix: 30 }), 'router');
    }
    case 'internet':
    case 'aws-backbone':
      return [];
  }
}

/** Two circuits with one network inside: a router on both would not know which to answer by. */
function checkInsides(circuits: readonly Circuit[]): readonly Finding[] {
  const all = circuits.flatMap((circuit) => insides(circuit).map((entry) => ({ ...entry, id: circuit.id })));
  return all.flatMap((one, i) => {
    const other = all.slice(0, i).find(({ cidr }) => overlaps(cidr, one.cidr));
    return other === undefined
      ? []
      : [
          problem(
            'inside',
            one.id,
            one.path,
            `${printCidr(one.cidr)} inside '${one.id}' is that of '${other.id}' too`,
            'pin `inside` to a /30 of 169.254.0.0/16 that no other circuit has',
            { other: other.id },
          ),
        ];
  });
}

/** A provider's link whose two ends are in different networks. */
function checkPeerings(circuits: readonly Circuit[]): readonly Finding[] {
  return circuits.flatMap((circuit) => {
    if (circuit.kind !== 'internet' || circuit.session === null) return [];
    const { ours, theirs, prefix } = circuit.session;
    const [a, b] = [parseAddress(ours.address), parseAddress(theirs.address)];
    const size = 2 ** (32 - prefix);
    if (a !== undefined && b !== undefined && a !== b && Math.floor(a / size) === Math.floor(b / size)) return [];
    return [
      problem(
        'peering',
        circuit.id,
        `interconnects.${circuit.id}.peering`,
        `${theirs.address} is not the other end of ${ours.address}/${String(prefix)}`,
        'write both addresses as the provider assigned them',
      ),
    ];
  });
}

/** Two sites with one AS number: each drops the other's routes as its own, and they never hear of one another. */
function checkNumbers({ sites }: Pick<Platform, 'sites'>): readonly Finding[] {
  const owner = new Map<number, string>();
  return sites.flatMap((site) => {
    if (site.substrate !== 'datacenter' || site.fabric === null) return [];
    const asn = edgeAsn(site);
    const other = owner.get(asn);
    owner.set(asn, site.id);
    return other === undefined
      ? []
      : [
          problem(
            'asn',
            site.id,
            `sites.${site.id}.fabric.edge.asn`,
            `AS ${String(asn)} is that of site ${other} too: each would drop the other's routes as a loop`,
            'give each site an AS number of its own',
            { asn, other },
          ),
        ];
  });
}

/** What is wrong with interconnects between themselves. */
export function checkCircuits(platform: Pick<Platform, 'sites' | 'interconnects'>): readonly Finding[] {
  const circuits = circuitsOf(platform);
  return [...checkInsides(circuits), ...checkPeerings(circuits), ...checkNumbers(platform)];
}
