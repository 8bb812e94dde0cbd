import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { EXIT } from './exit.ts';
import { catalyst, ended, start, tree } from './testing.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(inject('scratch'), 'cli-'));
});

const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

describe('catalyst', () => {
  it.each([['--help'], ['synth', '--help'], ['check', '--help']])('answers %s %s', async (...args) => {
    const { status, stdout } = await catalyst(args, dir);
    expect(status).toBe(EXIT.fine);
    expect(stdout).toContain('Usage: catalyst');
    if (args.length > 1) expect(stdout).toMatch(/Examples:\n {2}catalyst /);
  });

  it.each([
    [['sinth'], "unknown command 'sinth'"],
    [['synth'], "required option '-p, --profile <name>' not specified"],
    [['synth', '-p', 'dev', '--traget', 'aws'], "unknown option '--traget'"],
    [['synth', '-p', 'dev', '--target', 'terraform,azure'], "no target 'azure' (known: "],
    [['check', '-p', 'dev', '--format', 'xml'], 'Allowed choices are text, json, sarif, junit, md'],
  ])('called as %s says what is wrong, and exits with 2', async (args, message) => {
    const { status, stdout, stderr } = await catalyst(args, dir);
    expect(stderr).toContain(message);
    expect([status, stdout]).toEqual([EXIT.findings, '']);
  });

  it.each(['synth', 'check'])('%s of a profile that does not exist names those that do', async (command) => {
    const { status, stdout, stderr } = await catalyst([command, '--profile', 'produktion'], dir);
    expect(status).toBe(EXIT.findings);
    expect(stdout + stderr).toContain("did you mean 'production'?");
    expect(stdout + stderr).toContain('enterprise');
    expect(readdirSync(dir)).toEqual([]);
  });
});

describe('catalyst synth', () => {
  it('writes the same bytes wherever and however often it is run', async () => {
    mkdirSync(join(dir, 'deep/er'), { recursive: true });
    const first = await catalyst(['synth', '--profile', 'production', '--out', 'one'], dir);
    const second = await catalyst(['synth', '--profile', 'production', '--out', 'two'], join(dir, 'deep/er'));
    const again = await catalyst(['synth', '--profile', 'production', '--out', 'one'], dir);
    expect([first.status, second.status, again.status]).toEqual([0, 0, 0]);
    const one = tree(join(dir, 'one'));
    expect(one).toEqual(tree(join(dir, 'deep/er/two')));
    expect([...one.keys()]).toEqual(
      expect.arrayContaining([
        'docs/addresses.csv',
        'docs/bom.csv',
        'hosts/dc1/kafka-1/host.json',
        'platform.json',
        'summary.json',
        'terraform/stacks/dc1/cdk.tf.json',
      ]),
    );
    expect(readdirSync(dir).sort()).toEqual(['deep', 'one']);
  });

  it('names no directory of this machine in what it writes', async () => {
    await catalyst(['synth', '--profile', 'dev'], dir);
    for (const file of tree(join(dir, 'out/dev')).keys())
      expect(readFileSync(join(dir, 'out/dev', file), 'utf8')).not.toContain(dir);
  });

  it('ends with what there is, what is wrong with it, and what to type next', async () => {
    const { stdout } = await catalyst(['synth', '--profile', 'production'], dir);
    expect(stdout).toMatch(/dc1 +19 +352 +2,688 GiB +203 TB +240 Gbps/);
    expect(stdout).toMatch(/Findings: \d+ errors/);
    expect(stdout).toContain('npx catalyst check --profile production');
    expect(stdout).toContain('to out/production');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('sums up the servers, in total and by site, and what is rented apart', async () => {
    await catalyst(['synth', '--profile', 'enterprise', '--target', 'docs'], dir);
    const summary = z.looseObject({}).parse(json(join(dir, 'out/enterprise/summary.json')));
    expect(json(join(dir, 'out/enterprise/cloud.json'))).toMatchObject({ use1: { instances: 17 } });
    expect(Object.keys(summary)).toEqual(['total', 'sites']);
    expect(summary).toMatchObject({
      total: { servers: 65, cores: 1280 },
      sites: { east: { servers: 40, storageBytes: 291.5e12 }, west: { servers: 17 }, europe: { servers: 8 } },
    });
  });

  it('lists every address once, and every pool with its quantity', async () => {
    await catalyst(['synth', '--profile', 'production', '--target', 'docs'], dir);
    const lines = (name: string) =>
      readFileSync(join(dir, 'out/production/docs', name), 'utf8')
        .trimEnd()
        .split('\n')
        .slice(1);
    // The two of a pair of leaves are one end of tunnels.
    const own = lines('addresses.csv').filter((line) => !line.includes(',Loopback1,'));
    const addresses = own.map((line) => line.split(',')[7]);
    expect(new Set(addresses).size).toBe(addresses.length);
    const servers = lines('bom.csv').filter((line) => line.split(',')[1] === 'server');
    expect(servers.reduce((sum, line) => sum + Number(line.split(',')[3]), 0)).toBe(19);
  });

  it('writes the chosen targets anew and leaves the others as they are', async () => {
    await catalyst(['synth', '--profile', 'dev'], dir);
    const out = join(dir, 'out/dev');
    const before = tree(out);
    writeFileSync(join(out, 'docs/bom.csv'), 'touched');
    writeFileSync(join(out, 'terraform/stale'), 'touched');
    const { status } = await catalyst(['synth', '--profile', 'dev', '--target', 'terraform'], dir);
    expect(status).toBe(EXIT.fine);
    expect(readFileSync(join(out, 'docs/bom.csv'), 'utf8')).toBe('touched');
    expect([...tree(out).keys()]).toEqual([...before.keys()]);
  });

  it('does not replace what it has not written', async () => {
    mkdirSync(join(dir, 'home'));
    writeFileSync(join(dir, 'home/thesis.tex'), '');
    const { status, stderr } = await catalyst(['synth', '--profile', 'dev', '--out', 'home'], dir);
    expect([status, readdirSync(join(dir, 'home'))]).toEqual([EXIT.findings, ['thesis.tex']]);
    expect(stderr).toContain("'home' is not empty, and was not written by catalyst");
  });

  it('writes nothing for a profile that is wrong, and says all that is', async () => {
    const profile = join(import.meta.dirname, 'errors/everything-at-once.ts');
    const { status, stderr, stdout } = await catalyst(['synth', '--profile', profile, '--out', 'x'], dir);
    expect([status, stdout, readdirSync(dir)]).toEqual([EXIT.findings, '', []]);
    expect(stderr).toContain('tenants.globex.id');
    expect(stderr).toContain('sites.dc1.servers.kafka.racks[1]');
  });

  it('takes a profile from a file, and points Terraform at it from where Terraform runs', async () => {
    const profile = join(dir, 'my-region.mjs');
    const base = relative(dir, join(import.meta.dirname, 'errors/small.ts'));
    writeFileSync(profile, `import { small } from './${base}';\nexport default { ...small, name: 'mine' };\n`);
    const { status, stderr } = await catalyst(['synth', '--profile', 'my-region.mjs'], dir);
    expect(stderr).not.toContain('fail');
    expect(status).toBe(EXIT.fine);
    const stack = readFileSync(join(dir, 'out/mine/terraform/stacks/dc1/cdk.tf.json'), 'utf8');
    expect(stack).toContain('--profile ../../../../../my-region.mjs --host dc1/kafka-1');
  });

  it('says of a file that is no profile what is wrong with it', async () => {
    writeFileSync(join(dir, 'empty.mjs'), 'export const profile = {};\n');
    writeFileSync(join(dir, 'broken.mjs'), 'export default {\n');
    copyFileSync(join(dir, 'empty.mjs'), join(dir, 'profile.json'));
    const said = async (file: string) => {
      const { status, stdout } = await catalyst(['check', '--profile', file], dir);
      expect(status).toBe(EXIT.findings);
      return stdout;
    };
    expect(await said('empty.mjs')).toContain('has no default export');
    expect(await said('broken.mjs')).toContain('profile/unreadable  broken.mjs:2');
    expect(await said('missing.mjs')).toContain("there is no file 'missing.mjs'");
  });

  it('finds a key that is given twice, of which only the last would count, and a syntax error with its line', async () => {
    const said = async (text: string) => {
      writeFileSync(join(dir, 'twice.mts'), text);
      const { status, stdout } = await catalyst(['check', '--profile', 'twice.mts'], dir);
      expect(status).toBe(EXIT.findings);
      return stdout;
    };
    expect(await said('export default {\n  sites: {\n    dc1: {},\n    dc1: {},\n  },\n};\n')).toMatch(
      /profile\/duplicate +twice.mts:4[^]*"dc1"/,
    );
    expect(await said('export default {\n  name: ,\n};\n')).toMatch(/profile\/unreadable +twice.mts:2[^]*name: ,/);
  });

  it('refuses a file that has the name of another profile, whose output it would replace', async () => {
    writeFileSync(join(dir, 'copy.mjs'), "export default { name: 'production' };\n");
    const { status, stderr } = await catalyst(['synth', '--profile', 'copy.mjs'], dir);
    expect(status).toBe(EXIT.findings);
    expect(stderr).toContain('profile/name-taken');
  });

  it.each([
    ['SIGINT', EXIT.interrupted],
    ['SIGTERM', EXIT.terminated],
    ['SIGHUP', EXIT.terminated],
  ] as const)('ended by %s leaves the output as it was, and nothing beside it', async (signal, status) => {
    await catalyst(['synth', '--profile', 'enterprise', '--target', 'docs'], dir);
    const before = tree(join(dir, 'out/enterprise'));
    const child = start(['synth', '--profile', 'enterprise'], dir);
    // The first step has been announced: the staging directory is there.
    child.stderr.once('data', () => child.kill(signal));
    expect((await ended(child)).status).toBe(status);
    expect(readdirSync(join(dir, 'out'))).toEqual(['enterprise']);
    expect(tree(join(dir, 'out/enterprise'))).toEqual(before);
  });
});

describe('catalyst check', () => {
  it('finds that the guide’s production does not hold what it promises, and exits with 2', async () => {
    const { status, stdout } = await catalyst(['check', '--profile', 'production'], dir);
    expect(status).toBe(EXIT.findings);
    expect(stdout).toContain('14 of 19 servers have one port');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('finds no error in the corrected production, and exits with 0', async () => {
    const { status, stdout } = await catalyst(['check', '--profile', 'production-n1'], dir);
    expect([stdout.includes('Errors'), status]).toEqual([false, EXIT.fine]);
  });

  it('exits with 0 once every error is acknowledged with a reason', async () => {
    const profile = join(dir, 'accepted.mjs');
    const enterprise = join(import.meta.dirname, '../../profiles/production.ts');
    const codes = async () => {
      const { stdout } = await catalyst(['check', '--profile', 'production', '--format', 'json'], dir);
      const report: unknown = JSON.parse(stdout);
      const findings = typeof report === 'object' && report !== null && 'findings' in report ? report.findings : [];
      const list: readonly { readonly code: string }[] = Array.isArray(findings) ? findings : [];
      return [...new Set(list.map(({ code }) => code))];
    };
    const acknowledged = (await codes()).map((code) => ({ code, reason: 'it is what the guide says' }));
    writeFileSync(
      profile,
      `import { default as profile } from '${relative(dir, enterprise)}';\n` +
        `export default { ...profile, name: 'accepted', acknowledged: ${JSON.stringify(acknowledged)} };\n`,
    );
    const { status, stdout } = await catalyst(['check', '--profile', 'accepted.mjs'], dir);
    expect(stdout).toMatch(/accepted: \d+ acknowledged\n$/);
    expect(status).toBe(EXIT.fine);
  });

  it('reports a profile that cannot be resolved in any format', async () => {
    const profile = join(import.meta.dirname, 'errors/unknown-key.ts');
    const { status, stdout } = await catalyst(['check', '--profile', profile, '--format', 'json'], dir);
    expect(status).toBe(EXIT.findings);
    expect(JSON.parse(stdout)).toMatchObject({ counts: { error: 1 }, findings: [{ code: 'profile/unknown-key' }] });
  });
});
