import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import {
  Placement,
  defineTier,
  mergeHostConfig,
  placed,
  resolve,
  secretRef,
  siteById,
  type Host,
  type HostConfig,
  type Platform,
  type ProfileText,
} from '@catalyst/model';
import { z } from 'zod';
import { StatefulNodes } from './nodes/stateful-nodes.ts';
import { SiteFoundation } from './site-foundation.ts';
import { SiteNetwork } from './site-network.ts';
import { SiteStack, isAwsSite } from './site-stack.ts';

const Resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.union([z.string(), z.array(z.string())]).optional(),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});
const Template = z.looseObject({
  Resources: z.record(z.string(), Resource),
  Outputs: z.record(z.string(), z.looseObject({ Export: z.looseObject({ Name: z.unknown() }).optional() })).default({}),
});

export type TemplateResource = z.output<typeof Resource>;
export type StackTemplate = z.output<typeof Template>;

/** The templates in a cloud assembly, by stack. */
export const templatesIn = (assembly: string): ReadonlyMap<string, StackTemplate> =>
  new Map(
    readdirSync(assembly)
      .filter((file) => file.endsWith('.template.json'))
      .map((file) => [
        file.replace('.template.json', ''),
        Template.parse(JSON.parse(readFileSync(join(assembly, file), 'utf8'))),
      ]),
  );

/** What a stack exports: CloudFormation refuses a deployment that takes away an export which somebody imports. */
export const exportsOf = ({ Outputs }: StackTemplate): readonly string[] =>
  Object.entries(Outputs).flatMap(([name, output]) => (output.Export === undefined ? [] : [name]));

/** The properties of all resources of a type, in the order of the templates. */
export const propertiesOf = (templates: Iterable<StackTemplate>, type: string): readonly Record<string, unknown>[] =>
  resourcesOf(templates, type).map(({ Properties }) => Properties);

export const resourcesOf = (templates: Iterable<StackTemplate>, type: string): readonly TemplateResource[] =>
  [...templates].flatMap(({ Resources }) => Object.values(Resources).filter(({ Type }) => Type === type));

/** A small tier whose nodes have a password in a file, and another one that calls it. */
const store = defineTier({
  name: 'store',
  title: 'Store',
  stage: 'data',
  spec: z.strictObject({ nodes: Placement }),
  plan: (spec, site) => ({
    instances: placed(site, spec.nodes, 'node', 'nodes'),
    services: [{ name: 'store', role: 'node', port: 7000, tls: true }],
    calls: [{ role: 'node', service: 'store' }],
    secrets: [
      { name: 'store/password', kind: 'password', purpose: 'clients of the store' },
      { name: 'store/certificate', kind: 'certificate', purpose: 'the store itself' },
    ],
  }),
});
const workers = defineTier({
  name: 'workers',
  title: 'Workers',
  stage: 'data',
  spec: z.strictObject({ nodes: Placement }),
  plan: (spec, site) => ({
    instances: placed(site, spec.nodes, 'worker', 'nodes'),
    services: [],
    calls: [{ role: 'worker', service: 'store' }],
  }),
});

export interface SiteText {
  readonly zones?: readonly string[];
  /** The zone of each node. */
  readonly nodes?: readonly string[];
  readonly type?: string;
  readonly disposable?: boolean;
  readonly account?: string;
}

/** A profile with one small site at AWS: nodes with an EBS volume each, and a worker that calls them. */
const profileOf = ({ zones = ['a', 'b'], nodes = ['a', 'b'], type, disposable, account }: SiteText): ProfileText => ({
  name: 'test',
  title: 'A small platform',
  demand: { sustained: '10k tps', peak: '12k tps', channels: { sms: 1 } },
  objectives: { availability: '99.9 %', failover: '30 s', latencyP99: '100 ms', retention: '7 d' },
  sites: {
    use1: {
      substrate: 'aws',
      location: 'somewhere',
      region: 'us-east-1',
      zones: [...zones],
      cidr: '10.20.0.0/16',
      ...(disposable === undefined ? {} : { disposable }),
      ...(account === undefined ? {} : { account }),
      instances: {
        control: { type: type ?? 'm7i.large', zones: [...nodes], volume: '100 GB' },
        services: { type: 'm7i.large', zones: zones.slice(0, 1), volume: '50 GB' },
      },
      tiers: { store: { nodes: { on: 'control' } }, workers: { nodes: { on: 'services' } } },
    },
  },
});

export function platformOf(text: SiteText = {}): Platform {
  const resolution = resolve(profileOf(text), [store, workers]);
  if (!resolution.ok) throw new Error(resolution.findings.map((f) => `${f.path}: ${f.message}`).join('\n'));
  return resolution.platform;
}

/** A host with one file, which holds the tier's password. `version` is what the file says besides. */
const configOf = (host: Host, version: string): HostConfig =>
  mergeHostConfig([
    {
      owner: 'store',
      archives: [
        {
          name: 'store',
          version: '1.0',
          directory: '/opt/store',
          owner: 'root',
          onChange: { restart: 'store.service' },
        },
      ],
      files: [
        {
          path: '/etc/store.conf',
          content: `${host.hostname} ${version} ${secretRef(`${host.site}/store/password`)}\n`,
          owner: 'root',
          group: 'root',
          mode: 0o600,
        },
      ],
    },
  ]);

export interface Synthesized {
  readonly platform: Platform;
  readonly assembly: string;
  readonly foundation: StackTemplate;
  readonly network: StackTemplate;
  readonly nodes: StackTemplate;
}

/** Synthesizes a small site, with the store's nodes in a stack of their own. `version` changes the hosts' configuration. */
export function synthesized(
  scratch: string,
  text: SiteText = {},
  version: (host: Host) => string = () => '1',
): Synthesized {
  const platform = platformOf(text);
  const assembly = mkdtempSync(join(scratch, 'assembly-'));
  const app = new App({ outdir: assembly, autoSynth: false, analyticsReporting: false, treeMetadata: false });
  const site = siteById(platform, 'use1');
  if (!isAwsSite(site)) throw new Error('use1 is at AWS');
  const foundation = new SiteFoundation(app, { platform, site });
  const network = new SiteNetwork(app, { platform, site, foundation });
  const configs = new Map(platform.hosts.map((host) => [host.id, configOf(host, version(host))]));
  const stack = new SiteStack(app, { platform, site, part: 'store', description: 'Store', stateful: true });
  new StatefulNodes(stack, 'Nodes', {
    hosts: platform.hosts.filter(({ pool }) => pool === 'control'),
    context: { platform, site, configs, foundation, network, security: network.security },
  });
  app.synth();
  const templates = templatesIn(assembly);
  const part = (name: string): StackTemplate => {
    const template = templates.get(`catalyst-test-use1-${name}`);
    if (template === undefined) throw new Error(`no stack ${name}`);
    return template;
  };
  return { platform, assembly, foundation: part('foundation'), network: part('network'), nodes: part('store') };
}
