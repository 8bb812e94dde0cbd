import type { DeviceConfig, StaticRoute } from '../../../config/types.ts';
import { given, section, type Lines } from '../lines.ts';

/** Routes that are told. Distance 1 is FRR's own. */
const staticRoute = ({ prefix, via, distance }: StaticRoute): string =>
  `ip route ${prefix} ${via ?? 'blackhole'}${distance === null || distance === 1 ? '' : ` ${String(distance)}`}`;

/** VRFs with the VNI of their routes and their static routes. */
export function vrfs(config: DeviceConfig): readonly Lines[] {
  const vnis = new Map(config.vxlan?.vrfs.map(({ vrf, vni }) => [vrf, vni]));
  return config.vrfs.map(({ name }) =>
    section(
      `vrf ${name}`,
      [
        ...given(vnis.get(name), (vni) => [`vni ${String(vni)}`]),
        ...config.staticRoutes.filter(({ vrf }) => vrf === name).map(staticRoute),
      ],
      'exit-vrf',
    ),
  );
}

/** Static routes of the default VRF. */
export const staticRoutes = ({ staticRoutes }: DeviceConfig): Lines =>
  staticRoutes.filter(({ vrf }) => vrf === null).map(staticRoute);

/** OSPF as the underlay; its interfaces say themselves that they take part. */
export const ospf = ({ ospf, bgp }: DeviceConfig): Lines =>
  given(ospf, ({ routerId }) =>
    section('router ospf', [
      `ospf router-id ${routerId}`,
      // Costs follow from speed up to 400 Gbit/s; with FRR's own reference, 100 Mbit/s, all links would cost the same.
      'auto-cost reference-bandwidth 400000',
      ...given(bgp, ({ maximumPaths }) => [`maximum-paths ${String(maximumPaths)}`]),
    ]),
  );
