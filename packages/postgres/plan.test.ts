import { describe, expect, it } from 'vitest';
import { planned, resolved, type SiteText } from './testing/site.ts';
import { goTogether } from './versions.ts';

const messages = (text: SiteText): readonly string[] =>
  resolved(text)
    .findings.filter(({ code }) => /^(postgres|timescale)\//.test(code))
    .map(({ code, message }) => `${code}: ${message}`);

describe('The plan of PostgreSQL', () => {
  it('is nodes, and a quorum in which each member has a vote', () => {
    const { instances } = planned({}).platform;
    expect(instances.map(({ id, votes }) => `${id} ${votes ? 'votes' : ''}`.trim())).toEqual([
      'dc1/postgres-1/postgres-node',
      'dc1/postgres-2/postgres-node',
      'dc1/postgres-3/postgres-node',
      'dc1/control-1/postgres-etcd votes',
      'dc1/control-2/postgres-etcd votes',
      'dc1/control-3/postgres-etcd votes',
    ]);
  });

  it('gives callers one address where there are several nodes, and the node’s own where there is one', () => {
    expect(planned({}).platform.floating.map(({ id }) => id)).toEqual(['dc1/postgres']);
    expect(planned({ nodes: 1, quorum: 0 }).platform.floating).toEqual([]);
  });

  it('refuses a quorum that an odd one would do as well as', () => {
    expect(messages({ quorum: 4 })).toEqual([
      'postgres/quorum: 4 members of etcd: a majority is 3, so 1 may fail, as with 3',
    ]);
    expect(messages({ quorum: 3 })).toEqual([]);
  });

  it('has a secret for every password and every certificate', () => {
    const ids = planned({}).platform.secrets.map(({ id }) => id);
    for (const name of ['superuser', 'replication', 'rewind', 'users/billing', 'nodes/postgres-1', 'etcd/control-3'])
      expect(ids).toContain(`dc1/postgres/${name}`);
  });

  it('names the address of the tier in the certificate of every node', () => {
    const certificate = planned({}).platform.secrets.find(({ id }) => id === 'dc1/postgres/nodes/postgres-2');
    expect(certificate?.names).toEqual(['postgres-2.dc1.catalyst.internal', 'postgres.dc1.catalyst.internal']);
  });
});

describe('TimescaleDB', () => {
  it('is of a line that runs on PostgreSQL 15, and says so of one that does not', () => {
    expect(messages({ kind: 'timescale' })).toEqual([]);
    expect(messages({ kind: 'timescale', timescale: { version: '2.29' } })).toEqual([
      'timescale/version: TimescaleDB 2.29 is not known to run on PostgreSQL 15: 2.29 removed it, and 2.28 is the last line that has it',
    ]);
    expect([goTogether('2.28', 15), goTogether('2.29', 15), goTogether('2.29', 16)]).toEqual([true, false, true]);
  });

  it('is told when it would delete before it compresses', () => {
    expect(messages({ kind: 'timescale', timescale: { retention: '5 d', compressAfter: '7 d' } })).toEqual([
      'timescale/never-compressed: compressed after 7 d, deleted after 5 d: nothing is ever compressed',
    ]);
  });
});
