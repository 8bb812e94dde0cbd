import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overlaps, parseAddress, parseCidr, printAddress, printCidr, sizeOf, subnet, type Cidr } from './ipv4.ts';

const cidr: fc.Arbitrary<Cidr> = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 8, max: 30 }))
  .map(([address, prefix]) => ({ first: address - (address % 2 ** (32 - prefix)), prefix }));

describe('An IPv4 network', () => {
  it('is read back as it is printed', () => {
    fc.assert(
      fc.property(cidr, (network) => {
        expect(parseCidr(printCidr(network))).toEqual(network);
        expect(parseAddress(printAddress(network.first))).toBe(network.first);
      }),
    );
  });

  it.each(['10.0.0.1/16', '10.0.0.0/33', '10.0.0.0', '256.0.0.0/8', '10.0.0/8', '10.0.0.0/8/9', ''])(
    'is not %s',
    (text) => {
      expect(parseCidr(text)).toBeUndefined();
    },
  );

  it('shares addresses with another exactly when some address is in both', () => {
    const inside = (address: number, { first, prefix }: Cidr) =>
      address >= first && address < first + sizeOf({ first, prefix });
    fc.assert(
      fc.property(cidr, cidr, (a, b) => {
        // Two networks are nested or apart, so the first address of one of them decides.
        expect(overlaps(a, b)).toBe(inside(a.first, b) || inside(b.first, a));
      }),
    );
  });

  it('is cut into parts that are apart and inside it', () => {
    fc.assert(
      fc.property(cidr, fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }), (network, i, j) => {
        const [a, b] = [subnet(network, network.prefix + 2, i), subnet(network, network.prefix + 2, j)];
        expect(overlaps(a, b)).toBe(i === j);
        expect(overlaps(a, network)).toBe(true);
      }),
    );
    expect(() => subnet({ first: 0, prefix: 16 }, 18, 4)).toThrow('0.0.0.0/16 has no part 4 of /18');
  });
});
