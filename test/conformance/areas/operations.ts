import assert from 'node:assert/strict';
import { withServers } from '../change.ts';
import { finding, met, open, type Area } from '../verdict.ts';

export const deployment: Area = {
  area: 'Deployment checklist',
  entries: [
    ...open('Assess', 'DEP-01'),
    ...open('On-prem provisioner', 'DEP-02..08'),
    ...open('Fabric', 'DEP-09..12'),
    ...open('On-prem provisioner', 'DEP-13..16'),
    met(
      'DEP-17',
      'three brokers or more at every site of production, with Kafka in each host’s archives',
      ({ production }) => {
        for (const site of ['dc1', 'use1']) {
          assert.ok(production.instances(site, 'kafka', 'broker').length >= 3);
          for (const host of production.hosts(`${site}/kafka`))
            assert.match(production.hostJson(host), /"name": "kafka", "version"/);
        }
      },
    ),
    ...open('On-prem provisioner', 'DEP-18', 'DEP-19', 'DEP-20'),
    ...open('Hosts and data tiers', 'DEP-21..32'),
    ...open('Hosts and data tiers', 'DEP-33..36'),
    ...open('Observability', 'DEP-37..40'),
    ...open('Hosts and data tiers', 'DEP-41..44'),
    ...open('Smoke', 'DEP-45'),
    ...open('On-prem provisioner', 'DEP-46..48'),
  ],
};

export const testing: Area = {
  area: 'Testing phases',
  entries: [
    ...open('Smoke', 'TST-01..04'),
    ...open('Twin', 'TST-05..08'),
    ...open('Hosts and data tiers', 'TST-09', 'TST-10'),
    ...open('Twin', 'TST-11', 'TST-12'),
    ...open('On-prem provisioner', 'TST-13..16'),
    ...open('Twin', 'TST-17..21'),
  ],
};

export const scaling: Area = {
  area: 'Scaling guidelines',
  entries: [
    ...open('Observability', 'SCL-01'),
    finding('SCL-02', 'production', 'kafka/lag-alert', 'dc1/kafka', '100,000 messages', '146 ms'),
    ...open('Observability', 'SCL-03..05'),
    ...open('On-prem provisioner', 'SCL-06'),
    met('SCL-07', 'a fourth broker adds 60 MB/s, which are 60,000 messages of 1 kB', (evidence) => {
      const four = evidence.changed('production', (profile) => withServers(profile, 'dc1', 'kafka', 4));
      const capacities = [evidence.production, four].map(
        (seen) => seen.found('kafka/throughput', 'dc1/kafka')[0]?.evidence['capacity'],
      );
      assert.deepEqual(capacities, [180e6, 240e6]);
    }),
    ...open('On-prem provisioner', 'SCL-08..10'),
    ...open('Hosts and data tiers', 'SCL-11', 'SCL-12', 'SCL-13'),
    ...open('On-prem provisioner', 'SCL-14..16'),
  ],
};

export const objectives: Area = {
  area: 'SLOs / SLAs / availability',
  entries: [
    ...open('Assess', 'SLO-01', 'SLO-02'),
    ...open('Twin', 'SLO-03', 'SLO-04'),
    finding('SLO-05', 'enterprise', 'claim/failover', 'europe', '5 min', '5.26 min a year'),
    ...open('Smoke', 'SLO-06..10'),
    ...open('Twin', 'SLO-11'),
    ...open('Smoke', 'SLO-12'),
    ...open('Twin', 'SLO-13'),
    finding('SLO-14', 'enterprise', 'claim/data-loss', 'enterprise', '0 ms', '27.4 MB'),
    ...open('Assess', 'SLO-15', 'SLO-16'),
    ...open('Observability', 'SLO-17', 'SLO-18'),
    ...open('Assess', 'SLO-19'),
    ...open('Twin', 'SLO-20'),
    ...open('Assess', 'SLO-21'),
    ...open('Twin', 'SLO-22', 'SLO-23'),
  ],
};
