import { cableRows, drawElevations, drawTopology, portRows, powerRows, rackItems, type Fabric } from '@catalyst/fabric';
import { siteById, type Platform } from '@catalyst/model';

/** The documents of the network of a site: tables by file name, and drawings. */
export function networkDocuments(
  platform: Platform,
  fabric: Fabric,
): {
  readonly tables: Readonly<Record<string, readonly object[]>>;
  readonly drawings: Readonly<Record<string, string>>;
} {
  const { racks } = siteById(platform, fabric.site);
  const items = rackItems(fabric, platform);
  return {
    tables: {
      'cables.csv': cableRows(fabric),
      'ports.csv': portRows(fabric),
      'racks.csv': items,
      'power.csv': powerRows(items),
    },
    drawings: {
      'topology.svg': drawTopology(fabric),
      'racks.svg': drawElevations(fabric.site, racks, items),
    },
  };
}
