import assert from 'node:assert/strict';
import { met, open, partly, type Area } from '../verdict.ts';

export const logs: Area = {
  area: 'Logstash / Kibana',
  entries: [
    partly(
      'Hosts and data tiers',
      'LGK-01',
      'the flows are there in production-n1; the pipelines are to be configured',
    ),
    ...open('Hosts and data tiers', 'LGK-02..09'),
    met('LGK-10', 'Kibana runs on dc1/monitoring-1', ({ production }) => {
      assert.deepEqual(
        production.instances('dc1', 'elasticsearch', 'kibana').map(({ host }) => host),
        ['dc1/monitoring-1'],
      );
    }),
    ...open('Hosts and data tiers', 'LGK-11'),
  ],
};
