import { Bytes, InvalidInput, type Finding } from '@catalyst/model';

/** A program that says with its exit status whether a container is well. */
export interface Health {
  readonly test: readonly [kind: 'CMD' | 'CMD-SHELL', ...words: string[]];
  readonly interval: string;
  readonly timeout: string;
  readonly retries: number;
  readonly start_period: string;
}

export type Condition = 'service_started' | 'service_healthy' | 'service_completed_successfully';

/** A service of a Compose file: what of the specification is used here. @source https://github.com/compose-spec/compose-spec */
export interface ComposeService {
  readonly image: string;
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly secrets?: readonly { readonly source: string; readonly target: string }[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: Condition }>>;
  readonly healthcheck?: Health;
  readonly mem_limit: number;
  readonly cpus?: number;
  readonly restart: 'unless-stopped' | 'on-failure' | 'no';
  readonly stop_grace_period?: string;
  readonly read_only?: boolean;
  readonly tmpfs?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, Readonly<Record<string, never>>>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

/** What is left to the system of the machine itself. */
const SYSTEM = 4 * 2 ** 30;

const names = (record: object | undefined): readonly string[] => Object.keys(record ?? {});

/**
 * What no parser of Compose minds and nobody wants: a port twice, something that does not exist, a dependency on the health
 * of a service that has none, more memory than there is.
 */
export function composeFindings(file: ComposeFile, machine: Bytes, site: string): readonly Finding[] {
  const finding = (
    rule: string,
    subject: string,
    message: string,
    fix: string,
    evidence: Finding['evidence'] = {},
  ): Finding => ({
    code: `compose/${rule}`,
    severity: 'error',
    subject: `${site}/${subject}`,
    path: `sites.${site}`,
    message,
    evidence,
    fix,
  });
  const entries = Object.entries(file.services);
  const published = new Map<string, string>();
  const ports = entries.flatMap(([name, { ports: own = [] }]) =>
    own.flatMap((port) => {
      const outside = port.slice(0, port.lastIndexOf(':'));
      const other = published.get(outside);
      published.set(outside, name);
      return other === undefined
        ? []
        : [finding('port', name, `${outside} is the port of '${other}' too`, 'give one of them another')];
    }),
  );
  const unknown = entries.flatMap(([name, service]) => {
    const wanted = [
      ...names(service.depends_on).map((other) => ['service', other, names(file.services)] as const),
      ...(service.secrets ?? []).map(({ source }) => ['secret', source, names(file.secrets)] as const),
      ...(service.volumes ?? [])
        .map((volume) => volume.split(':')[0] ?? '')
        .filter((source) => !source.startsWith('.') && !source.startsWith('/'))
        .map((source) => ['volume', source, names(file.volumes)] as const),
    ];
    return wanted
      .filter(([, what, known]) => !known.includes(what))
      .map(([kind, what]) =>
        finding('reference', name, `'${name}' names a ${kind} '${what}' that does not exist`, 'name one that does'),
      );
  });
  const unhealthy = entries.flatMap(([name, { depends_on: needs = {} }]) =>
    Object.entries(needs)
      .filter(
        ([other, { condition }]) => condition === 'service_healthy' && file.services[other]?.healthcheck === undefined,
      )
      .map(([other]) =>
        finding('health', name, `'${name}' waits for the health of '${other}', which has no check`, 'give it one'),
      ),
  );
  const used = entries.reduce((sum, [, { mem_limit: memory }]) => sum + memory, SYSTEM);
  const memory =
    used <= machine
      ? []
      : [
          finding(
            'memory',
            'compose',
            `${String(entries.length)} containers and ${Bytes.show(SYSTEM)} for the system take ${Bytes.show(used)}, and the machine has ${Bytes.show(machine)}`,
            'run fewer instances, or use a larger machine',
            { used, machine },
          ),
        ];
  return [...ports, ...unknown, ...unhealthy, ...memory];
}

/** The same file, if there is nothing against it. Throws InvalidInput. */
export function soundFile(file: ComposeFile, machine: Bytes, site: string): ComposeFile {
  const findings = composeFindings(file, machine, site);
  if (findings.length > 0) throw new InvalidInput(findings);
  return file;
}
