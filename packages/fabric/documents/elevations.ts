import type { Rack } from '@catalyst/model';
import type { RackItem } from './racks.ts';
import { printSvg, type Box, type Label } from './svg.ts';

const UNIT = 16;
const WIDTH = 190;
const GAP = 46;
const TOP = 56;

const STYLE =
  '.server{fill:#e3f0ff}.array{fill:#efe6ff}.spine,.core{fill:#ffe8cc}.aggregation{fill:#fff3bf}' +
  '.leaf,.access{fill:#d3f9d8}.management{fill:#f1f3f5}.edge{fill:#ffd8e4}.firewall{fill:#ffc9c9}' +
  '.frame{fill:none;stroke-width:2}.unit{font-size:8px;fill:#7b8794;text-anchor:end}';

/** Racks side by side, each unit where it is: the front as somebody sees it who stands before it. */
export function drawElevations(site: string, racks: readonly Rack[], items: readonly RackItem[]): string {
  const height = Math.max(...racks.map(({ units }) => units)) * UNIT;
  const column = new Map(racks.map(({ name }, i) => [name, GAP + i * (WIDTH + GAP)]));
  const top = (units: number, unit: number, of: number): number =>
    TOP + height - of * UNIT + (of - unit - units + 1) * UNIT;

  const frames = racks.map(({ name, units }): Box => ({
    at: [column.get(name) ?? 0, TOP + height - units * UNIT],
    size: [WIDTH, units * UNIT],
    class: 'frame',
    title: `${name}, ${String(units)} units`,
    text: '',
  }));
  const heights = new Map(racks.map(({ name, units }) => [name, units]));
  const boxes = items.map(({ rack, unit, units, name, kind, model, watts }): Box => ({
    at: [column.get(rack) ?? 0, top(units, unit, heights.get(rack) ?? units)],
    size: [WIDTH, units * UNIT],
    class: kind,
    title: [`${name}: ${kind}`, model, `U${String(unit)}`, `${String(watts)} W`]
      .filter((part) => part !== '')
      .join(', '),
    text: name,
  }));
  const labels = racks.flatMap(({ name, units }): readonly Label[] => [
    { at: [column.get(name) ?? 0, TOP - 16], class: 'head', text: name },
    ...Array.from({ length: units }, (_, i): Label => ({
      at: [(column.get(name) ?? 0) - 4, top(1, i + 1, units) + UNIT / 2 + 3],
      class: 'unit',
      text: String(i + 1),
    })),
  ]);
  return printSvg({
    title: `Racks of ${site}`,
    size: [GAP + racks.length * (WIDTH + GAP), TOP + height + GAP / 2],
    style: STYLE,
    lines: [],
    boxes: [...frames, ...boxes],
    labels: [...labels, { at: [GAP, 18], class: 'head', text: `Racks of ${site}, front` }],
  });
}
