import type { Group, Port } from '../policy/types.ts';
import { addressName, objectName } from './names.ts';
import type { Context } from './types.ts';

type Objects = Pick<Context, 'addresses' | 'groups' | 'services'>;

/** Collects what the rules of one context refer to, each once. */
export class ObjectTable {
  private readonly addresses = new Map<string, string>();
  private readonly groups = new Map<string, readonly string[]>();
  private readonly services = new Map<string, Port>();

  /** The names that a rule has for a group: none for any. */
  group({ name, networks }: Group): readonly string[] {
    if (networks.length === 0) return [];
    const own = objectName(name);
    this.groups.set(
      own,
      networks.map((network) => this.address(network)),
    );
    return [own];
  }

  address(network: string): string {
    const name = addressName(network);
    this.addresses.set(name, network);
    return name;
  }

  service(port: Port): string {
    const name = `${port.protocol}-${String(port.port)}`;
    this.services.set(name, port);
    return name;
  }

  get all(): Objects {
    const sorted = <T>(map: ReadonlyMap<string, T>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      addresses: sorted(this.addresses).map(([name, network]) => ({ name, network })),
      groups: sorted(this.groups).map(([name, members]) => ({ name, members })),
      services: sorted(this.services).map(([name, port]) => ({ name, ...port })),
    };
  }
}
