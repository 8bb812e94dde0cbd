import { GiB, ManagedNodes, MiB, Placement, percent, seconds, unit } from '@catalyst/model';
import { z } from 'zod';

/** A version that says what runs: `latest` does not. */
const tag = z
  .string()
  .regex(/^([A-Za-z0-9_][A-Za-z0-9._-]{0,127}|sha256:[0-9a-f]{64})$/, 'must be a tag or sha256:<digest>')
  .refine((text) => text !== 'latest', "must say which version: 'latest' is another one every day");

const cores = z.number().min(0.1).max(256);
const count = z.int().min(1).max(50);

const N8nSpec = z.strictObject({
  ...Placement.shape,

  /**
   * Processes that start workflows and show the editor, on the first hosts of the pool. More than one is a feature of n8n's
   * Enterprise licence, whose key is the secret `n8n/licence`. @source guide l. 286: n8n (HA), 2 servers; audit C08: 2
   */
  mains: z.int().min(1).max(4).default(1),

  /** Processes on each host that run workflows. @source audit C08: 3 or more in all */
  workers: z.int().min(1).max(20).default(2),

  /** Workflows that one of them runs at a time. @source https://docs.n8n.io/hosting/scaling/queue-mode/: 10 */
  concurrency: z.int().min(1).max(200).default(10),

  /** Raising it changes the tables of the database; there is no way back but a backup. */
  version: tag.default('1.100.1'),

  /** Memory of each process. */
  memory: unit.bytes({ min: MiB(512) }).default(GiB(2)),

  /** The name under which customers' systems call webhooks. */
  webhooks: z.string().optional(),

  /**
   * Workflows that are there from the beginning, as n8n exports them, by a name of their own. An apply brings them back to
   * what is here; those that people make are left alone. @source guide l. 1148
   */
  workflows: z.record(z.string().regex(/^[a-z0-9-]+$/), z.record(z.string(), z.unknown())).default({}),

  /**
   * What every credential of a type has and nobody has to type: `{ smtp: { host: 'mail.example.com', user: 'catalyst' } }`.
   * Its password is the secret `n8n/credentials/<type>`. @source guide l. 1152; n8n docs: credential overwrites
   */
  credentials: z.record(z.string().regex(/^[A-Za-z0-9]+$/), z.record(z.string(), z.string())).default({}),
});

const images = z
  .strictObject({
    /** Where images come from: `registry.example.com/messaging`. A registry of the company's own, with copies of others' images. */
    registry: z
      .string()
      .regex(
        /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)*$/,
        'must be a host, and a path if needed, such as registry.example.com/messaging',
      )
      .optional(),
    /** Version of all services. @source guide, title: Project Catalyst v3.0 */
    version: tag.default('3.0.0'),
    /** Services that have another. */
    versions: z.record(z.string(), tag).default({}),
  })
  .prefault({});

/** What a document asserts. It is held against what is there, and never configured. */
const ServicesClaims = z.strictObject({
  /** What moves containers when a host is lost. @source guide l. 1135: Kubernetes/Docker Swarm */
  orchestrator: z.string().optional(),
});

const Containers = z.strictObject({
  engine: z.literal('containers'),
  /**
   * Groups of workers, and how many instances of each service run on every worker of the group. A service is a
   * channel of the demand, `channels` for all channels without one of their own, `sms-firewall` or `billing`.
   * @source guide l. 144-154
   */
  workers: z.array(z.strictObject({ ...Placement.shape, run: z.record(z.string(), count) })).min(1),

  images,

  /** What one instance may take at most, and what it carries, where a service differs from the others. */
  sizes: z
    .record(
      z.string(),
      z.strictObject({
        cores: cores.optional(),
        memory: unit.bytes({ min: MiB(64) }).optional(),
        /** Measured, or promised by who makes it. Only the assessment uses it. */
        rate: unit.transactionsPerSecond().optional(),
      }),
    )
    .default({}),

  /** The port before that of the first instance, for services without a well-known name. */
  ports: z.record(z.string(), z.int().min(14_000).max(14_900).multipleOf(100)).default({}),

  /** For requests in flight when an instance is stopped. @source podman-stop(1): killed afterwards */
  drain: unit.duration({ min: seconds(1) }).default(seconds(60)),

  /** How busy an instance may be. @source audit §4.7, u* */
  limit: unit.ratio({ max: percent(100) }).default(percent(80)),

  /** The workflow engine. */
  n8n: N8nSpec.optional(),

  claims: ServicesClaims.default({}),
});

/** What a profile may say about the microservices at one site. */
export const ServicesSpec = z.discriminatedUnion('engine', [
  Containers,
  z.strictObject({ engine: z.literal('ecs'), ...ManagedNodes.shape }),
]);

export type ServicesSpec = z.output<typeof ServicesSpec>;
export type ContainerServices = z.output<typeof Containers>;
export type N8n = z.output<typeof N8nSpec>;
