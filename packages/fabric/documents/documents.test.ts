import { XMLParser } from 'fast-xml-parser';
import { SyntaxValidator } from 'fast-xml-validator';
import { describe, expect, it } from 'vitest';
import { siteById } from '@catalyst/model';
import { resolvePlatform } from '@catalyst/platform';
import { profiles } from '@catalyst/profiles';
import { planFabric } from '../plan/index.ts';
import {
  cableRows,
  deviceAddresses,
  drawElevations,
  drawTopology,
  parts,
  portRows,
  powerRows,
  rackItems,
} from './index.ts';

const resolution = resolvePlatform(profiles['production-n1']);
if (!resolution.ok) throw new Error('the profile does not resolve');
const { platform } = resolution;
const { fabric } = planFabric(platform, 'dc1');
const items = rackItems(fabric, platform);

describe('The documents of a network', () => {
  it('have every cable once, with both ends', () => {
    const rows = cableRows(fabric);
    expect(new Set(rows.map(({ label }) => label)).size).toBe(fabric.cables.length);
    const ports = rows.flatMap(({ a, a_port, b, b_port }) => [`${a} ${a_port}`, `${b} ${b_port}`]);
    expect(new Set(ports).size).toBe(ports.length);
  });

  it('say of every port in use what is at the other end, as it says there', () => {
    const rows = portRows(fabric);
    const name = new Map(fabric.devices.map((device) => [device.id, device.name]));
    const ends = new Set(rows.map(({ device, port, cable }) => `${device} ${port} ${cable}`));
    const between = rows.filter(({ to }) => name.has(to));
    expect(between.length).toBeGreaterThan(0);
    for (const { to, to_port, cable } of between)
      expect(ends.has(`${name.get(to) ?? ''} ${to_port} ${cable}`)).toBe(true);
  });

  it('put every server and device into a rack, and nothing on top of something else', () => {
    expect(items.length).toBe(fabric.devices.length + platform.hosts.filter(({ site }) => site === 'dc1').length);
    const taken = items.flatMap(({ rack, unit, units }) =>
      Array.from({ length: units }, (_, i) => `${rack}/U${String(unit + i)}`),
    );
    expect(new Set(taken).size).toBe(taken.length);
  });

  it('add up the power of each rack, which either feed must carry alone', () => {
    const rows = powerRows(items);
    const total = rows.reduce((sum, row) => sum + row.total_w, 0);
    expect(total).toBe(items.reduce((sum, { watts }) => sum + watts, 0));
    for (const { feed_a_w: a, feed_b_w: b, one_feed_lost_w: one } of rows) expect(a + b).toBe(one);
  });

  it('order as many optics as ports have, and as many cables as there are', () => {
    const ordered = parts(fabric);
    const count = (kind: string): number =>
      ordered.filter((part) => part.kind === kind).reduce((sum, { quantity }) => sum + quantity, 0);
    expect(count('cable')).toBe(fabric.cables.length);
    expect(count('optic')).toBe(fabric.cables.flatMap(({ ends }) => ends).filter(({ optic }) => optic !== null).length);
    expect(count('switch') + count('router') + count('firewall')).toBe(fabric.devices.length);
  });

  it('have no address twice, but the one that a pair of leaves shares', () => {
    const rows = deviceAddresses(fabric).filter((row) => row.interface !== 'Loopback1');
    expect(new Set(rows.map(({ address }) => address)).size).toBe(rows.length);
  });

  it.each([
    ['topology', drawTopology(fabric)],
    ['elevations', drawElevations('dc1', siteById(platform, 'dc1').racks, items)],
  ])('draw the %s as well-formed SVG that names every device inside its frame', (_, svg) => {
    expect(SyntaxValidator.validate(svg)).toBe(true);
    const read: unknown = new XMLParser({ ignoreAttributes: false }).parse(svg);
    expect(read).toHaveProperty('svg.@_viewBox');
    for (const { name, role } of fabric.devices) if (role !== 'management') expect(svg).toContain(`>${name}<`);
    const [width = 0, height = 0] = (/viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []).slice(1).map(Number);
    for (const [, x, y] of svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"/g)) {
      expect(Number(x)).toBeLessThan(width);
      expect(Number(y)).toBeLessThan(height);
    }
  });
});
