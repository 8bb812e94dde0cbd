import { across } from '@catalyst/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planned, resolved, type SiteText } from './testing/site.ts';

const codes = (text: SiteText): readonly string[] => resolved(text).findings.map(({ code }) => code);

describe('Elasticsearch at a site', () => {
  it('asks for an odd number of masters', () => {
    expect(codes({ data: ['r01'], masters: ['r01', 'r02'] })).toContain('profile/quorum');
    expect(codes({ data: ['r01'], masters: ['r01', 'r02', 'r03'] })).toEqual([]);
  });

  it('asks for a place for snapshots where frozen nodes are to search them', () => {
    expect(codes({ data: ['r01'], frozen: ['r02'] })).toContain('profile/snapshots');
  });

  it('asks for a retention that an index lives to see', () => {
    const search = { streams: { audit: { retention: '7 d' } } } as const;
    expect(codes({ data: ['r01'], search })).toContain('profile/retention');
  });

  it('says that several file systems are no longer spread over', () => {
    const hardware = {
      cores: 16,
      memory: '128 GiB',
      volumes: { data: { media: 'nvme', drives: 2, drive: '3.84 TB', raid: 'none', mount: '/data' } },
      nics: { ports: 2, speed: '25 Gbps' },
    } as const;
    expect(codes({ data: ['r01'], hardware })).toContain('elasticsearch/data-paths');
  });

  it('lets nodes talk to each other, Logstash to Kafka and to search, and Kibana to search', () => {
    const { platform } = planned({
      data: ['r01', 'r02', 'r03'],
      masters: ['r01', 'r02', 'r03'],
      logstash: ['r01'],
      kibana: ['r01'],
    });
    const flows = platform.flows.map(({ id }) => id);
    for (const flow of [
      'logstash>kafka',
      'logstash>search',
      'kibana>search',
      'data>search-master-transport',
      'master>search-data-transport',
    ])
      expect(flows, flow).toContain(`dc1/elasticsearch.${flow}`);
  });

  it('needs keys for its bucket in a datacenter only', () => {
    const snapshots = { bucket: 'snapshots', region: 'us-east-1' };
    const ids = planned({ data: ['r01'], search: { snapshots } }).platform.secrets.map(({ id }) => id);
    expect(ids).toContain('dc1/elasticsearch/snapshots/access-key');
  });

  it('keeps every instance, secret and vote when data nodes are added', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 8 }), fc.integer({ min: 1, max: 4 }), (n, more) => {
        const before = planned({ data: across(n, 'r01', 'r02', 'r03') }).platform;
        const after = planned({ data: across(n + more, 'r01', 'r02', 'r03') }).platform;
        expect(after.instances).toEqual(expect.arrayContaining([...before.instances]));
        expect(after.secrets).toEqual(expect.arrayContaining([...before.secrets]));
      }),
      { numRuns: 15 },
    );
  });
});
