// Owns that the files for running the product fit it: compose, unit and proxies are read, and every variable, path and
// command in them is one that exists. Dashboard and alerts are monitoring.test.ts's.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig } from '../src/config.ts';
import { commandOf, dockerSteps, environmentOf } from './support/dockerfile.ts';
import { root, textOf } from './support/sources.ts';

const deploy = (name: string) => textOf(`docs/deploy/${name}`);

const service = z.looseObject({
  image: z.string(),
  read_only: z.boolean().optional(),
  security_opt: z.array(z.string()).optional(),
  cap_drop: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  healthcheck: z
    .looseObject({ test: z.array(z.string()).optional(), disable: z.boolean().optional() })
    .optional(),
  logging: z.object({ driver: z.string(), options: z.record(z.string(), z.string()) }),
  volumes: z.array(z.string()).optional(),
  secrets: z.array(z.string()).optional(),
  depends_on: z.union([z.array(z.string()), z.record(z.string(), z.looseObject({}))]).optional(),
});
const composition = z.looseObject({
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.unknown()),
  secrets: z.record(z.string(), z.object({ file: z.string() })).optional(),
});

const variables = new Set(
  [...textOf('.env.example').matchAll(/^#?([A-Z][A-Z_]+)=/gm)].map((match) => match[1]),
);
const ofRuntime = new Set(['NODE_ENV']);
const isVariable = (name: string) =>
  ofRuntime.has(name) || variables.has(name) || variables.has(name.replace(/_FILE$/, ''));

describe.each(['compose.yaml', 'compose.postgres.yaml'])('%s', (name) => {
  const { services, volumes, secrets = {} } = composition.parse(parse(deploy(name), { merge: true }));
  const ours = Object.values(services).filter(({ image }) => image.startsWith('uchast'));

  it('runs ours without rights: a root that can’t be written, no capability, no new privilege', () => {
    expect(ours.length).toBeGreaterThan(0);
    for (const one of ours) {
      expect(one).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
      expect(one.security_opt).toContain('no-new-privileges:true');
    }
  });

  it('keeps data in volumes and journals in bounds', () => {
    for (const { logging, volumes: used = [] } of Object.values(services)) {
      expect(logging.options).toMatchObject({
        'max-size': expect.stringMatching(/^\d+m$/),
        'max-file': expect.any(String),
      });
      for (const one of used.filter((volume) => !volume.startsWith('.')))
        expect(Object.keys(volumes)).toContain(one.split(':')[0]);
    }
    for (const { volumes: used = [], environment = {} } of ours)
      expect(used).toContain(`data:${environment.DATA_DIR}`);
  });

  it('names variables, secrets, services and commands that exist', () => {
    for (const { environment = {}, secrets: used = [], command, depends_on: needs = [] } of ours) {
      expect(Object.keys(environment).filter((variable) => !isVariable(variable))).toEqual([]);
      expect(used.filter((secret) => !(secret in secrets))).toEqual([]);
      for (const value of Object.values(environment).filter((one) => one.startsWith('/run/secrets/')))
        expect(used).toContain(path.basename(value));
      expect((Array.isArray(needs) ? needs : Object.keys(needs)).filter((one) => !(one in services))).toEqual(
        [],
      );
      const start = command ?? commandOf(dockerSteps().findLast(({ word }) => word === 'CMD')?.rest ?? '[]');
      expect(['serve', 'work', 'migrate']).toContain(start.at(-1));
      expect(existsSync(path.join(root, start.at(-2) ?? ''))).toBe(true);
    }
  });

  it('gives a configuration that starts', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'uchast-secrets-'));
    const file = path.join(folder, 'database_url');
    writeFileSync(file, 'postgres://uchast:abc@postgres:5432/uchast\n');
    for (const { environment = {} } of ours) {
      const env = { ...environmentOf(dockerSteps()), ...environment };
      if (env.DATABASE_URL_FILE) env.DATABASE_URL_FILE = file;
      expect(readConfig(env).problems).toEqual([]);
    }
  });

  it('asks for health where there is a door, and for nothing of a command that ends', () => {
    for (const { healthcheck, command } of ours) {
      const hasDoor = command?.at(-1) !== 'migrate';
      expect(healthcheck?.disable ?? false).toBe(!hasDoor);
      if (hasDoor) expect(healthcheck?.test?.join(' ')).toContain('/healthz');
    }
  });
});

describe('the image', () => {
  it('holds what both engines need: migrations of both, and their drivers as dependencies of the product', () => {
    const { dependencies } = JSON.parse(textOf('package.json')) as { dependencies: Record<string, string> };
    expect(Object.keys(dependencies)).toEqual(expect.arrayContaining(['better-sqlite3', 'pg', 'pg-boss']));
    expect(dockerSteps().some(({ word, rest }) => word === 'COPY' && rest === 'db ./db')).toBe(true);
    for (const engine of ['sqlite', 'postgres'])
      expect(existsSync(path.join(root, 'db', 'migrations', engine, 'meta', '_journal.json'))).toBe(true);
  });
});

describe('uchast.service', () => {
  const lines = deploy('uchast.service').split('\n');
  const values = (key: string) =>
    lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));

  it('starts the pinned runtime as the image does, and ends as gently', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: { start: string } };
    expect(values('ExecStart')).toEqual([`/opt/uchast/node_modules/.bin/${scripts.start}`]);
    expect(Number(values('TimeoutStopSec')[0])).toBeGreaterThan(10);
  });

  it('does not start again what would fail again: 2 says that the configuration is wrong', () => {
    expect([values('Restart'), values('RestartPreventExitStatus')]).toEqual([['on-failure'], ['2']]);
  });

  it('hands secrets over as files of variables that exist', () => {
    const all = lines.map((line) => line.replace(/^#/, ''));
    const given = all.flatMap((line) => [...line.matchAll(/\b([A-Z_]+)=%d\/(\w+)/g)]);
    const credentials = all.flatMap((line) => /^LoadCredential=(\w+):/.exec(line)?.[1] ?? []);
    expect(given.map((match) => match[2])).toEqual(credentials);
    expect(given.filter((match) => !isVariable(match[1] ?? '')).map((match) => match[1])).toEqual([]);
    const named = values('Environment').flatMap((line) =>
      [...line.matchAll(/([A-Z_]+)=/g)].map((match) => match[1] ?? ''),
    );
    expect(named.filter((variable) => !isVariable(variable))).toEqual([]);
  });

  it('is understood by systemd', (context) => {
    if (spawnSync('systemd-analyze', ['--version']).status !== 0) context.skip('no systemd-analyze here');
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'uchast-unit-')), 'uchast.service');
    // The program itself is not installed where the unit looks for it.
    writeFileSync(
      file,
      deploy('uchast.service').replaceAll('/opt/uchast/node_modules/.bin/node', process.execPath),
    );
    const { stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
    const newer = /Unknown key '(?:RestartSteps|RestartMaxDelaySec)'/;
    const complaints = stderr
      .split('\n')
      .filter((line) => line.includes('uchast.service') && !newer.test(line));
    expect(complaints).toEqual([]);
  });
});

describe('prometheus.yaml', () => {
  const scraping = z.object({
    rule_files: z.array(z.string()),
    scrape_configs: z.array(
      z.looseObject({
        job_name: z.string(),
        static_configs: z.array(z.looseObject({ targets: z.array(z.string()) })).optional(),
        dns_sd_configs: z.array(z.looseObject({ names: z.array(z.string()), port: z.number() })).optional(),
      }),
    ),
  });
  const text = deploy('prometheus.yaml');

  it('asks under the name that the alerts go by, and with the rules that lie beside it', () => {
    const { scrape_configs: jobs, rule_files: rules } = scraping.parse(parse(text));
    for (const { job_name: name } of jobs) expect(deploy('alerts.yaml')).toContain(`job="${name}"`);
    for (const rule of rules) expect(existsSync(path.join(root, 'docs/deploy', rule))).toBe(true);
  });

  it('names, where several processes share a city, each service that has a door', () => {
    // The part for many, which stands there as a comment; it takes the place of the other one.
    const [, many = ''] = text.split(/# compose\.postgres\.yaml.*\n/);
    const jobs = scraping.shape.scrape_configs.parse(parse(many.replace(/^ {2}# /gm, '')));
    const { services } = composition.parse(parse(deploy('compose.postgres.yaml'), { merge: true }));
    const doors = Object.entries(services).filter(
      ([, one]) => one.image.startsWith('uchast') && one.healthcheck?.disable !== true,
    );
    const asked = jobs.flatMap(({ dns_sd_configs: found = [] }) => found);
    expect(asked.flatMap(({ names }) => names).sort()).toEqual(doors.map(([name]) => name).sort());
    for (const { port } of asked)
      for (const [, { environment }] of doors) expect(String(port)).toBe(environment?.PORT);
  });
});

describe('proxies', () => {
  it.each(['nginx.conf', 'Caddyfile'])(
    '%s close their brackets and keep strangers from the figures',
    (name) => {
      const text = deploy(name)
        .replace(/#.*$/gm, '')
        .replace(/\{\$[^}]*\}/g, '');
      expect(text.split('{').length).toBe(text.split('}').length);
      expect(text).toMatch(/metrics/);
      expect(text).toMatch(/readyz/);
    },
  );

  it('let pass what the product takes: 20 MB of an upload, live pages without a buffer', () => {
    expect(deploy('nginx.conf')).toMatch(
      /location \/console \{[^}]*client_max_body_size 21m;[^}]*proxy_buffering off;/s,
    );
    expect(deploy('nginx.conf')).toMatch(/proxy_set_header X-Forwarded-For \$remote_addr;/);
    expect(deploy('Caddyfile')).toMatch(/max_size 21MB/);
    expect(deploy('Caddyfile')).toMatch(/flush_interval -1/);
  });
});
