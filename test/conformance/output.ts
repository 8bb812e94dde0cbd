import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from '../../scripts/bootstrap.mjs';

const EVIDENCE = z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()]));
const Checked = z.object({
  findings: z.array(
    z.object({
      code: z.string(),
      severity: z.enum(['error', 'warning', 'info']),
      subject: z.string(),
      path: z.string(),
      message: z.string(),
      evidence: EVIDENCE,
      fix: z.string(),
    }),
  ),
});

const Totals = z.object({
  servers: z.number(),
  cores: z.number(),
  memoryBytes: z.number(),
  storageBytes: z.number(),
  nicBitsPerSecond: z.number(),
  powerWatts: z.number(),
});
const Summary = z.object({ total: Totals, sites: z.record(z.string(), Totals) });

const Template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});

/** A resource of a CloudFormation template. */
export type Resource = z.output<typeof Template>['Resources'][string];

/** What `catalyst check` prints about a profile, and what `catalyst synth` writes of it: asked once, when first needed. */
export class Output {
  private directory: string | undefined;
  private readonly written = new Set<string>();
  private checked: z.output<typeof Checked> | undefined;

  constructor(private readonly profile: string) {}

  /** What `catalyst check --format json` prints. */
  get findings(): z.output<typeof Checked>['findings'] {
    this.checked ??= Checked.parse(JSON.parse(this.catalyst('check', '--format', 'json')));
    return this.checked.findings;
  }

  /** platform.json */
  get platform(): string {
    return readFileSync(join(this.target('hosts'), 'platform.json'), 'utf8');
  }

  /** summary.json */
  get summary(): z.output<typeof Summary> {
    return Summary.parse(JSON.parse(readFileSync(join(this.target('hosts'), 'summary.json'), 'utf8')));
  }

  /** A file below hosts/<site>/<host>/. */
  hostFile(site: string, hostname: string, path: string): string {
    const directory = join(this.target('hosts'), 'hosts', site, hostname);
    const file = join(directory, path);
    assert.ok(existsSync(file), `${site}/${hostname} has no ${path}; it has ${readdirSync(directory).join(', ')}`);
    return readFileSync(file, 'utf8');
  }

  /** A file below devices/<site>/<device>/. */
  deviceFile(site: string, device: string, path: string): string {
    const directory = join(this.target('devices'), 'devices', site, device);
    const file = join(directory, path);
    assert.ok(existsSync(file), `${site}/${device} has no ${path}`);
    return readFileSync(file, 'utf8');
  }

  /** All resources of one type at a site of AWS, over its stacks. */
  resources(site: string, type: string): readonly Resource['Properties'][] {
    const directory = join(this.target('aws'), 'aws');
    return readdirSync(directory)
      .filter((name) => name.startsWith(`catalyst-${this.profile}-${site}-`) && name.endsWith('.template.json'))
      .sort()
      .flatMap((name) =>
        Object.values(Template.parse(JSON.parse(readFileSync(join(directory, name), 'utf8'))).Resources),
      )
      .filter(({ Type }) => Type === type)
      .map(({ Properties }) => Properties);
  }

  private target(name: 'hosts' | 'aws' | 'devices'): string {
    this.directory ??= temporary();
    if (!this.written.has(name)) this.catalyst('synth', '--target', name, '--out', join(this.directory, this.profile));
    this.written.add(name);
    return join(this.directory, this.profile);
  }

  private catalyst(command: string, ...args: readonly string[]): string {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [join(ROOT, 'packages/cli/bin/catalyst.mjs'), command, '--profile', this.profile, ...args],
      { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 },
    );
    // 2: there are findings, which are what some of this is about.
    assert.ok(
      status === 0 || status === 2,
      `catalyst ${command} --profile ${this.profile}: ${String(status)}\n${stderr}`,
    );
    return stdout;
  }
}

function temporary(): string {
  const directory = mkdtempSync(join(tmpdir(), 'catalyst-conformance-'));
  process.on('exit', () => {
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}
