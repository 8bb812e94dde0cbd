import { BitsPerSecond } from '@catalyst/model';
import type { Cable, Device, DeviceRole, Fabric } from '../facts.ts';
import { printSvg, type Box, type Line } from './svg.ts';

/** From the world outside to the servers: what is drawn above what. */
const ROWS: readonly (readonly DeviceRole[])[] = [
  ['edge', 'firewall'],
  ['spine', 'core'],
  ['aggregation'],
  ['leaf', 'access'],
];

const BOX: readonly [number, number] = [92, 26];
const PITCH = 104;
const ROW = 110;
const MARGIN = 70;

const STYLE =
  '.tray-a{stroke:#1971c2}.tray-b{stroke:#e8590c}.peer{stroke:#2f9e44;stroke-width:3}' +
  '.provider{stroke-dasharray:4 3}.outside{fill:#f8f9fa}.servers{fill:#e3f0ff}' +
  '.spine,.core{fill:#ffe8cc}.aggregation{fill:#fff3bf}.leaf,.access{fill:#d3f9d8}.edge{fill:#ffd8e4}.firewall{fill:#ffc9c9}';

type Point = readonly [x: number, y: number];

/** Devices of a row in the order of the fabric, spread over the width of the drawing. */
function places(rows: readonly (readonly Device[])[], width: number): ReadonlyMap<string, Point> {
  return new Map(
    rows.flatMap((row, i) =>
      row.map((device, k): [string, Point] => [
        device.id,
        [MARGIN + ((k + 0.5) * (width - 2 * MARGIN)) / row.length, MARGIN + (i + 1) * ROW],
      ]),
    ),
  );
}

/** Cables between the same two devices as one line. */
function bundles(fabric: Fabric): readonly (readonly Cable[])[] {
  const bundled = new Map<string, Cable[]>();
  for (const cable of fabric.cables) {
    const key = `${cable.ends[0].on} ${cable.ends[1].on}`;
    const bundle = bundled.get(key);
    if (bundle === undefined) bundled.set(key, [cable]);
    else bundle.push(cable);
  }
  return [...bundled.values()];
}

const classOf = ({ purpose, tray }: Cable): string =>
  purpose === 'peer' ? 'peer' : `${purpose} tray-${tray.toLowerCase()}`;

/** `3 × 100 Gbps: r01-leaf-a to spine-1`, and the ports of each cable. */
function describe(bundle: readonly Cable[]): string {
  const [first] = bundle;
  if (first === undefined) return '';
  const ports = bundle.map(({ ends: [a, b] }) => `${a.port} – ${b.port}`).join(', ');
  return `${String(bundle.length)} × ${BitsPerSecond.print(first.speed)}, ${first.ends[0].on} – ${first.ends[1].on}: ${ports}`;
}

/** The network of a site as it is drawn on whiteboards: providers on top, then the edge, the switches, and the servers of each rack. */
export function drawTopology(fabric: Fabric): string {
  const rows = ROWS.map((roles) => fabric.devices.filter(({ role }) => roles.includes(role))).filter(
    (row) => row.length > 0,
  );
  const width = Math.max(900, 2 * MARGIN + PITCH * Math.max(...rows.map((row) => row.length)));
  const at = new Map<string, Point>(places(rows, width));

  const drawn = bundles(fabric);
  const outside = [
    ...new Set(fabric.cables.filter(({ purpose }) => purpose === 'provider').map(({ ends }) => ends[1].on)),
  ];
  outside.forEach((id, i) => at.set(id, [MARGIN + ((i + 0.5) * (width - 2 * MARGIN)) / outside.length, MARGIN]));

  const lines = drawn.flatMap((bundle): readonly Line[] => {
    const [first] = bundle;
    const [from, to] = [at.get(first?.ends[0].on ?? ''), at.get(first?.ends[1].on ?? '')];
    if (first === undefined || from === undefined || to === undefined) return [];
    return [{ from, to, class: classOf(first), title: describe(bundle) }];
  });

  const centred = (id: string, kind: string, title: string, text: string): readonly Box[] => {
    const point = at.get(id);
    if (point === undefined) return [];
    return [{ at: [point[0] - BOX[0] / 2, point[1] - BOX[1] / 2], size: BOX, class: kind, title, text }];
  };
  const boxes = [
    ...outside.flatMap((id) => centred(id, 'outside', id, id)),
    ...rows
      .flat()
      .flatMap(({ id, role, name, model, rack, loopback, asn }) =>
        centred(
          id,
          role,
          [
            id,
            model,
            `rack ${rack}`,
            ...(loopback === null ? [] : [loopback]),
            ...(asn === null ? [] : [`AS ${String(asn)}`]),
          ].join(', '),
          name,
        ),
      ),
  ];
  const bottom = MARGIN + (rows.length + 1) * ROW;
  const servers = serversBelow(fabric, at, bottom);
  return printSvg({
    title: `Network of ${fabric.site}`,
    size: [width, bottom + MARGIN],
    style: STYLE,
    lines: [...lines, ...servers.lines],
    boxes: [...boxes, ...servers.boxes],
    labels: [
      {
        at: [16, 22],
        class: 'head',
        text: `Network of ${fabric.site}. Blue: tray A. Orange: tray B. Green: peer links.`,
      },
    ],
  });
}

/** One box for the servers of each pair of switches. */
function serversBelow(
  fabric: Fabric,
  at: ReadonlyMap<string, Point>,
  bottom: number,
): { readonly lines: readonly Line[]; readonly boxes: readonly Box[] } {
  const groups = new Map<string, { switches: readonly string[]; servers: string[] }>();
  for (const { on, ports } of fabric.attachments) {
    const switches = [...new Set(ports.map(({ device }) => device))];
    const key = switches.join(' ');
    const group = groups.get(key) ?? { switches, servers: [] };
    group.servers.push(on);
    groups.set(key, group);
  }
  const lines: Line[] = [];
  const boxes: Box[] = [];
  for (const { switches, servers } of groups.values()) {
    const points = switches.flatMap((id) => {
      const point = at.get(id);
      return point === undefined ? [] : [point];
    });
    if (points.length === 0) continue;
    const x = points.reduce((sum, [value]) => sum + value, 0) / points.length;
    boxes.push({
      at: [x - BOX[0] / 2, bottom - BOX[1] / 2],
      size: BOX,
      class: 'servers',
      title: servers.join(', '),
      text: `${String(servers.length)} × server`,
    });
    for (const id of switches) {
      const from = at.get(id);
      if (from !== undefined)
        lines.push({ from, to: [x, bottom], class: 'server', title: `${id}: ${servers.join(', ')}` });
    }
  }
  return { lines, boxes };
}
