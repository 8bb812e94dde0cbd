import { SiteStack, StatefulNodes, ownHosts, publish, type TierContext } from '@catalyst/aws';
import { bootstrap, serviceAt } from '@catalyst/model';
import type { Construct } from 'constructs';

export interface SelfManagedStackProps {
  readonly context: TierContext;
}

/**
 * Brokers and controllers on instances, each with the configuration that it would have on a server of our own. What a
 * change does is what it does to `StatefulNodes`; moving partitions to a new broker is a separate act.
 */
export class SelfManagedStack extends SiteStack {
  constructor(scope: Construct, { context }: SelfManagedStackProps) {
    const { platform, site } = context;
    super(scope, { platform, site, part: 'kafka', description: `Kafka at ${site.id}`, stateful: true });
    const isController = (host: string): boolean =>
      platform.instances.some((i) => i.host === host && i.tier === 'kafka' && i.role === 'controller');
    const hosts = ownHosts(platform, site.id, 'kafka');
    // The quorum first: a broker that is updated asks it for permission to come back.
    const ordered = [...hosts.filter(({ id }) => isController(id)), ...hosts.filter(({ id }) => !isController(id))];
    new StatefulNodes(this, 'Nodes', { hosts: ordered, context });
    publish(this, { bootstrap: 'kafka' }, bootstrap(platform, serviceAt(platform, site.id, 'kafka')));
  }
}
