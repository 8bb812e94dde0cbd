import { ManagedNodes, MiB, Milliseconds, Placement, kB, percent, seconds, unit } from '@catalyst/model';
import { z } from 'zod';

/** As many as there are names for their addresses: `api-1` to `api-8`. */
export const MAX_NODES = 8;

const perSecond = z.int().min(1).max(10_000_000);

/** A name that customers use. */
const publicName = z
  .string()
  .regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, 'must be a DNS name in lower case, such as api.example.com');

/** The archive that has what the distribution lacks. */
const RepositorySpec = z.strictObject({
  uri: z.url({ protocol: /^https?$/ }),
  suite: z.string().min(1),
  components: z.array(z.string().min(1)).min(1),
  /** Its public key, ASCII-armoured. */
  key: z.string().startsWith('-----BEGIN PGP PUBLIC KEY BLOCK-----', 'must be an ASCII-armoured public key'),
});

/**
 * The web application firewall: ModSecurity in Nginx with the OWASP core rules. @source guide l. 846, 859
 *
 * Ubuntu 22.04 has the rules (modsecurity-crs) and no module for its Nginx: libnginx-mod-http-modsecurity came to Debian
 * in September 2022 and to Ubuntu with 24.04. So it comes from an archive of the company's own, built for 22.04.
 */
const FirewallSpec = z.strictObject({
  repository: RepositorySpec,
  /** How much is suspicious: each level has more rules, and more of what is harmless is refused. @source CRS, 901-INITIALIZATION */
  paranoia: z.int().min(1).max(4).default(1),
  /** Score at which a request is refused; one critical rule is 5. @source CRS, crs-setup.conf */
  threshold: z.int().min(1).max(100).default(5),
});

const Haproxy = z.strictObject({
  /** HAProxy and Nginx, with keepalived for the floating addresses. */
  engine: z.literal('haproxy'),

  /** Up to eight, numbered from 1: each number has a floating address where all are active. */
  nodes: Placement,

  /** Whether one node answers and the others wait, or all answer, each under an address of its own. @source guide l. 194, 288 */
  mode: z.enum(['active-passive', 'active-active']),

  /** Names that customers use. DNS leads them to the floating addresses. */
  names: z.array(publicName).default([]),

  /** Who signs the certificate for these names. Without it, it is the site's own authority, which customers do not trust. */
  acme: z
    .strictObject({
      /** Where the authority writes to before a certificate expires. */
      contact: z.email(),
      /** Its directory (RFC 8555, 7.1.1). Default: Let's Encrypt. @source guide l. 853 */
      server: z.url({ protocol: /^https$/ }).optional(),
    })
    .optional(),

  /**
   * How often the holder of an address says that it is there. A host that is silent for three of them has lost it.
   * Whole hundredths of a second (VRRPv3). @source twin-network.md §7: 0.33 to 0.37 s at 100 ms, 3 s at 1 s
   */
  advert: unit
    .duration({ min: Milliseconds.of(100), max: seconds(10) })
    .refine((advert) => advert % 10 === 0, 'must be a multiple of 10 ms')
    .default(Milliseconds.of(200)),

  /** What one client and one tenant may do. Beyond it the answer is 429. */
  limits: z
    .strictObject({
      /** Requests of one address in a second. */
      clientRequests: perSecond.default(2_000),
      /** Connections of one address at a time. */
      clientConnections: perSecond.default(500),
      /** New connections of one address in ten seconds. */
      clientNewConnections: perSecond.default(1_000),
      /** Requests with one credential in a second, whatever addresses they come from. */
      tenantRequests: perSecond.default(20_000),
      /** Largest request. @source guide gives none; a batch of 1,000 messages of 1 kB fits */
      request: unit.bytes({ min: kB(1), max: MiB(100) }).default(MiB(2)),
    })
    .prefault({}),

  timeouts: z
    .strictObject({
      /** For a client to say what it wants: who drips bytes is gone by then. */
      request: unit.duration({ min: seconds(1) }).default(seconds(5)),
      /** For a client that keeps a connection open and says nothing. */
      idle: unit.duration({ min: seconds(1) }).default(seconds(60)),
      /** For a service to answer. */
      service: unit.duration({ min: seconds(1) }).default(seconds(30)),
      /** For requests in flight when a proxy is stopped or has a new configuration. */
      drain: unit.duration({ min: seconds(1) }).default(seconds(60)),
    })
    .prefault({}),

  /**
   * Connections of clients that a node holds at a time. Each is one from HAProxy to Nginx too, and there are 50,000 ports
   * to make it from (net.ipv4.ip_local_port_range). 40,000 take about 4 GiB in both proxies.
   */
  connections: z.int().min(1_000).max(45_000).default(40_000),

  /** Share of sound requests in the access log; those that fail are all in it. */
  logged: unit.ratio({ min: percent(0), max: percent(100) }).default(percent(1)),

  firewall: FirewallSpec.optional(),

  /** What a document asserts. It is held against what is there, and never configured. */
  claims: z
    .strictObject({
      /** What balances. @source case study l. 42: hardware load balancers */
      product: z.string().optional(),
    })
    .default({}),

  /** Messages in one request of a customer. @source audit C05: 10 or more, or 17 nodes are needed */
  batch: z.number().min(1).max(10_000).default(1),

  /** Requests of one connection before it is closed. */
  requestsPerConnection: z.number().min(1).default(100),

  /** What an answer takes on the wire. Only the assessment uses it. */
  answer: unit.bytes().default(kB(0.5)),

  /**
   * Requests that one core carries, with TLS and the application firewall. Only the assessment uses it.
   * @source audit §4.7: 80,000 for a node of 16 cores
   */
  requestsPerCore: perSecond.default(5_000),

  /** Full TLS handshakes of one core. @source https://www.nginx.com/blog/testing-the-performance-of-nginx-and-nginx-plus-web-servers/: 428, ECDHE-RSA 2048 */
  handshakesPerCore: perSecond.default(428),
});

/** What a profile may say about the way in at one site. */
export const IngressSpec = z.discriminatedUnion('engine', [
  Haproxy,
  z.strictObject({ engine: z.literal('elb'), ...ManagedNodes.shape }),
]);

export type IngressSpec = z.output<typeof IngressSpec>;
export type HaproxyIngress = z.output<typeof Haproxy>;
