// Owns what stands below the code: pinned packages, a lock file that installs, documented variables, no build, an image that runs.
import { spawn, spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandOf, copyOf, dockerSteps, environmentOf } from './support/dockerfile.ts';
import { freePort, until } from './support/process.ts';
import { codeFiles, packagesOf, root, textOf } from './support/sources.ts';

type Versions = Record<string, string>;
const manifest = JSON.parse(textOf('package.json')) as {
  scripts: Record<string, string>;
  bin: Record<string, string>;
  dependencies: Versions;
  devDependencies: Versions;
  optionalDependencies: Versions;
};
const lock = JSON.parse(textOf('package-lock.json')) as {
  packages: Record<string, { optionalDependencies?: Versions; hasInstallScript?: boolean }>;
};

describe('packages', () => {
  it('are pinned to one version each', () => {
    const { dependencies, devDependencies, optionalDependencies } = manifest;
    const loose = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  it('are each imported by something, or run by a script', () => {
    const used = new Set(
      [...codeFiles('src', 'bots', 'db', 'tests'), 'drizzle.config.ts', 'vitest.config.ts'].flatMap(
        packagesOf,
      ),
    );
    const runs: Versions = { '@biomejs/biome': 'biome', typescript: 'tsc', 'drizzle-kit': 'drizzle-kit' };
    const scripts = Object.values(manifest.scripts).join('\n');
    const idle = (names: Versions) =>
      Object.keys(names).filter(
        (name) => !used.has(name) && !name.startsWith('@types/') && !scripts.includes(runs[name] ?? '\0'),
      );
    expect({ production: idle(manifest.dependencies), development: idle(manifest.devDependencies) }).toEqual({
      production: [],
      development: [],
    });
  });

  it('that the product imports are its own dependencies, not the tests’', () => {
    const used = new Set(codeFiles('src', 'bots', 'db').flatMap(packagesOf));
    expect([...used].filter((name) => !(name in manifest.dependencies))).toEqual([]);
  });

  it('have an entry in the lock file for every platform, without which `npm ci` refuses', () => {
    const { packages } = lock;
    const known = (name: string, from: string): boolean =>
      `${from === '' ? '' : `${from}/`}node_modules/${name}` in packages ||
      (from !== '' && known(name, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/')))));
    const missing = Object.entries(packages).flatMap(([from, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !known(name, from)),
    );
    expect(missing).toEqual([]);
  });

  it('never run a script when they are installed', () => {
    expect(textOf('.npmrc')).toMatch(/^ignore-scripts=true$/m);
  });
});

describe('the runtime', () => {
  it('is one version on every platform, and the one of this very test', () => {
    const runtimes = Object.entries(manifest.optionalDependencies).filter(([name]) =>
      name.startsWith('node-'),
    );
    expect([...new Set(runtimes.map(([, version]) => `v${version}`))]).toEqual([process.version]);
  });

  it('runs the code as it is written: `npm start` builds nothing', () => {
    const words = (manifest.scripts.start ?? '').split(' ').filter((word) => !word.startsWith('--'));
    const [runtime, file = '', command] = words;
    expect([runtime, command, existsSync(path.join(root, file))]).toEqual(['node', 'serve', true]);
    expect(Object.keys(manifest.scripts).filter((name) => /build|^pre|^post|^install/.test(name))).toEqual(
      [],
    );
  });

  it('is started by the `uchast` command, whose file is there', () => {
    expect(Object.values(manifest.bin).filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });
});

describe('the administrator’s variables', () => {
  const read = [
    ...new Set(
      [...`${textOf('src/config.ts')}${textOf('src/core/limits.ts')}`.matchAll(/'([A-Z][A-Z_]{3,})'/g)].map(
        (match) => match[1] ?? '',
      ),
    ),
  ].sort();

  it('are found in the code', () => {
    expect(read).toEqual(expect.arrayContaining(['PORT', 'SEND_TO', 'MAIL_DKIM_KEY']));
  });

  it('all stand in .env.example, commented out, and no other does', () => {
    const given = [...textOf('.env.example').matchAll(/^(#?)([A-Z][A-Z_]+)=/gm)];
    expect(given.map((match) => match[2]).sort()).toEqual(read);
    expect(given.filter((match) => match[1] !== '#')).toEqual([]);
  });

  it('all stand in the README', () => {
    const readme = textOf('README.md');
    expect(read.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('continuous integration', () => {
  it('has a run that can be started', () => {
    expect(() => accessSync(path.join(root, '.ci', 'run'), constants.X_OK)).not.toThrow();
  });

  it.each([
    [
      'all green',
      { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1 },
      '5 passed, 0 failed, 2 skipped',
      0,
    ],
    [
      'one red',
      { numPassedTests: 5, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0 },
      '5 passed, 1 failed, 0 skipped',
      1,
    ],
    ['nothing ran', '', '0 passed, 0 failed, 0 skipped', 1],
  ])('ends with the runner’s own count: %s', (_label, report, line, code) => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'uchast-ci-')), 'report.json');
    writeFileSync(file, JSON.stringify(report));
    const ran = spawnSync(process.execPath, [path.join(root, '.ci', 'count.mjs'), file], {
      encoding: 'utf8',
    });
    expect([ran.stdout, ran.status]).toEqual([`${line}\n`, code]);
  });
});

/** A path inside the image as a path inside the folder that stands for it. */
function inside(folder: string, target: string): string {
  return path.join(folder, target.startsWith('/') ? target : path.join('/app', target));
}

describe('the image', () => {
  const steps = dockerSteps();
  const last = Math.max(...steps.map((step) => step.stage));
  const own = steps.filter((step) => step.word === 'COPY' && copyOf(step.rest).from === null);

  it('copies only what is there, and the builder is sent it', () => {
    const sent = textOf('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const sources = own.flatMap((step) => copyOf(step.rest).sources);
    expect(sources.filter((name) => !existsSync(path.join(root, name)))).toEqual([]);
    expect([...new Set(sources)].filter((name) => !sent.includes(name))).toEqual([]);
  });

  it('runs as nobody in particular and keeps its data in a volume', () => {
    const [user] = steps.filter((step) => step.word === 'USER' && step.stage === last);
    expect(user?.rest).toMatch(/^[1-9]\d+:[1-9]\d+$/);
    expect(steps.find((step) => step.word === 'VOLUME')?.rest).toContain(environmentOf(steps).DATA_DIR);
  });

  it('installs, starts and is healthy by its own steps, run in a folder', {
    timeout: 240_000,
  }, async (context) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'uchast-image-'));
    const app = inside(folder, '.');
    for (const step of own) {
      const { sources, target } = copyOf(step.rest);
      for (const name of sources) {
        const to = target === './' ? path.join(app, name) : inside(folder, target);
        mkdirSync(path.dirname(to), { recursive: true });
        cpSync(path.join(root, name), to, { recursive: true });
      }
    }
    // Steps that change the system rather than the folder (apt-get) are left to the builder.
    const runs = steps.filter((step) => step.word === 'RUN' && !step.rest.includes('apt-get'));
    for (const { rest } of runs) {
      const line = rest
        .replace(
          /(-[og]) \d+/g,
          (_all, flag: string) => `${flag} ${flag === '-o' ? process.getuid?.() : process.getgid?.()}`,
        )
        .replace(/ \/data\b/g, ` ${inside(folder, '/data')}`);
      const { status, stderr } = spawnSync('sh', ['-c', line], {
        cwd: app,
        encoding: 'utf8',
        env: { ...process.env, npm_config_fetch_retries: '0', NODE_ENV: '' },
      });
      if (status !== 0 && /ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|ENETUNREACH/.test(stderr))
        context.skip('the npm registry cannot be reached, so the production install cannot be tried');
      expect({ line, status, stderr: status === 0 ? '' : stderr }).toEqual({ line, status: 0, stderr: '' });
    }
    const env = {
      ...environmentOf(steps),
      DATA_DIR: inside(folder, '/data'),
      PORT: String(await freePort()),
    };
    await startAndCheck(app, env);
    // Some hundreds of megabytes; a failing test keeps them.
    rmSync(folder, { recursive: true });
  });

  async function startAndCheck(app: string, env: Record<string, string>): Promise<void> {
    const [start] = steps.filter((step) => step.word === 'CMD');
    const [check] = steps.filter((step) => step.word === 'HEALTHCHECK');
    const [program = '', ...args] = commandOf(start?.rest ?? '[]');
    const [checker = '', ...checking] = commandOf(check?.rest ?? '[]');
    const healthy = () => spawnSync(checker, checking, { cwd: app, env }).status === 0;
    expect(healthy()).toBe(false);
    const child = spawn(program, args, { cwd: app, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const running = async () => {
      if (child.exitCode !== null) throw new Error(`the start command ended with ${child.exitCode}: ${said}`);
      return healthy();
    };
    try {
      await until(running, 30_000, 'the health check of the image');
    } finally {
      child.kill('SIGTERM');
    }
    expect(await ended).toBe(0);
  }
});
