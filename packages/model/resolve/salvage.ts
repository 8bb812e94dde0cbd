import type { z } from 'zod';
import { ProfileSpec, SiteSpec, type Profile } from '../profile.ts';
import { childOf } from './schema.ts';

/** The parts of a bad profile that are sound by themselves, so that what is wrong inside them is found in the same run. */
export interface Salvaged {
  readonly profile: Profile;
  /** Sites that are not sound: only their tiers can be looked at. */
  readonly unsound: readonly { readonly id: string; readonly tiers: unknown }[];
  /** Whether tiers can be planned: their plans need the demand. */
  readonly plannable: boolean;
}

const parse = <Schema extends z.ZodType>(schema: Schema, value: unknown, otherwise: z.output<Schema>) => {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : otherwise;
};

/** What is sound in a profile that as a whole is not. Anything else is left out, or has a value that is never reported on. */
export function salvage(text: unknown): Salvaged {
  const { shape } = ProfileSpec;
  const demand = shape.demand.safeParse(childOf(text, 'demand'));
  const sites = Object.entries(childOf(text, 'sites') ?? {}).map(([id, raw]) => ({
    id,
    tiers: childOf(raw, 'tiers'),
    parsed: SiteSpec.safeParse(raw),
  }));
  const profile: Profile = {
    name: parse(shape.name, childOf(text, 'name'), 'profile'),
    title: '',
    domain: 'catalyst.internal',
    demand: demand.success ? demand.data : NO_DEMAND,
    objectives: parse(shape.objectives, childOf(text, 'objectives'), NO_OBJECTIVES),
    tenants: parse(shape.tenants, childOf(text, 'tenants'), {}),
    sites: Object.fromEntries(sites.flatMap(({ id, parsed }) => (parsed.success ? [[id, parsed.data]] : []))),
    interconnects: parse(shape.interconnects, childOf(text, 'interconnects'), {}),
    claims: {},
    operators: [],
    acknowledged: [],
  };
  return {
    profile,
    unsound: sites.filter(({ parsed }) => !parsed.success),
    plannable: demand.success,
  };
}

const NO_DEMAND = ProfileSpec.shape.demand.parse({ sustained: '1 tps', peak: '1 tps', channels: { none: 1 } });
const NO_OBJECTIVES = ProfileSpec.shape.objectives.parse({
  availability: '99 %',
  failover: '1 h',
  latencyP99: '1 s',
  retention: '1 d',
});
