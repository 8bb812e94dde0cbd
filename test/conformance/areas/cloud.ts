import assert from 'node:assert/strict';
import type { Seen } from '../seen.ts';
import { finding, met, open, partly, type Area } from '../verdict.ts';

/** `public-a`, and its zone: the subnets of a site's VPC, from its template. */
const subnets = (seen: Seen, site: string) =>
  seen.resources(site, 'AWS::EC2::Subnet').map(({ CidrBlock, AvailabilityZone }) => {
    const network = seen.site(site).networks.find(({ cidr }) => cidr === CidrBlock);
    assert.ok(network, `${site} has no network ${String(CidrBlock)}`);
    return { name: network.name, zone: String(AvailabilityZone) };
  });

/** Every site at AWS, with the profile that it is of. */
const sites = (...profiles: readonly Seen[]) =>
  profiles.flatMap((seen) => seen.platform.sites.filter(({ aws }) => aws !== null).map(({ id }) => ({ seen, id })));

export const vpcs: Area = {
  area: 'AWS VPCs',
  entries: [
    ...open('AWS', 'VPC-01'),
    met(
      'VPC-02',
      'public, private and database subnets in the VPC of every site at AWS',
      ({ production, n1, enterprise }) => {
        for (const { seen, id } of sites(production, n1, enterprise)) {
          const kinds = new Set(subnets(seen, id).map(({ name }) => name.replace(/-[a-d]$/, '')));
          for (const kind of ['public', 'private', 'database']) assert.ok(kinds.has(kind), `${id}: ${kind}`);
        }
      },
    ),
    met('VPC-03', 'an Internet gateway and NAT gateways at every site at AWS', ({ production, n1, enterprise }) => {
      for (const { seen, id } of sites(production, n1, enterprise)) {
        assert.equal(seen.resources(id, 'AWS::EC2::InternetGateway').length, 1, id);
        assert.notEqual(seen.resources(id, 'AWS::EC2::NatGateway').length, 0, id);
      }
    }),
    ...open('AWS', 'VPC-04', 'VPC-05'),
    met(
      'VPC-06',
      'every kind of subnet in three availability zones, and brokers in each',
      ({ production, n1, enterprise }) => {
        for (const { seen, id } of sites(production, n1, enterprise)) {
          const all = subnets(seen, id);
          for (const kind of ['public', 'private', 'database'])
            assert.equal(
              new Set(all.filter(({ name }) => name.startsWith(`${kind}-`)).map(({ zone }) => zone)).size,
              3,
              id,
            );
          assert.equal(seen.domains(seen.hosts(`${id}/kafka`)).length, 3, id);
        }
      },
    ),
    ...open('AWS', 'VPC-07'),
    partly('AWS', 'VPC-08', 'there are three, one in each zone'),
    ...open('AWS', 'VPC-09..13'),
  ],
};

export const hybrid: Area = {
  area: 'Hybrid Direct Connect / VPN',
  entries: [
    ...open('AWS', 'HYB-01', 'HYB-02'),
    met('HYB-03', 'the BGP session and the VLAN of each Direct Connect, on the edge routers', ({ production, n1 }) => {
      for (const seen of [production, n1])
        for (const n of ['1', '2'])
          assert.match(seen.device('dc1', `edge-${n}`, 'eos.cfg'), new RegExp(`peer group DX-${n}$`, 'm'));
    }),
    ...open('AWS', 'HYB-04..07'),
    met(
      'HYB-08',
      'both ends of vpn-east-west in panos.set of the two sites: IKEv2, AES-256-GCM, one key',
      ({ enterprise }) => {
        for (const site of ['east', 'west']) {
          const text = enterprise.device(site, 'fw-1', 'panos.set');
          assert.match(text, /ike gateway vpn-east-west-1 protocol version ikev2/);
          assert.match(text, /ike-crypto-profiles STRICT encryption aes-256-gcm/);
          assert.match(text, /gateway vpn-east-west-1 authentication pre-shared-key key \{\{secret:east\//);
        }
      },
    ),
    // 20 ms cannot be, over the 3,900 km between the two (audit I08).
    finding('HYB-09', 'enterprise', 'claim/latency', 'fiber-east-west', '20 ms', '19.1 ms one way', '38.2 ms'),
    met('HYB-10', 'BGP between the edge routers of two sites over the fibre that joins them', ({ enterprise }) => {
      for (const site of ['east', 'west'])
        assert.match(enterprise.device(site, 'edge-1', 'eos.cfg'), /neighbor FIBER-EAST-WEST remote-as 6449[67]$/m);
    }),
    ...open('AWS', 'HYB-11..13'),
  ],
};
