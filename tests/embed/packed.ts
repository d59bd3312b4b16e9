// Owns the package as a city's bot installs it: emitted, packed and unpacked below a folder of its own, with the examples of
// docs/embed beside it. Its dependencies are links, so that nothing is fetched.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { emitCode } from '../../src/emit.ts';
import { root } from '../support/sources.ts';

/** The folder of a host: its `node_modules` and the examples as files of its own. */
export function installPacked(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'uchast-host-'));
  const stage = path.join(folder, 'stage');
  for (const file of ['package.json', 'src/uchast.mjs', 'docs/embed', 'CHANGELOG.md'])
    cpSync(path.join(root, file), path.join(stage, file), { recursive: true });
  emitCode(path.join(stage, 'dist'));
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--offline'], { cwd: stage, encoding: 'utf8' }),
  ) as { filename: string }[];
  const home = path.join(folder, 'node_modules');
  linkDependencies(home);
  mkdirSync(path.join(home, 'uchast'));
  const tarball = path.join(stage, packed?.filename ?? '');
  execFileSync('tar', ['-xzf', tarball, '-C', path.join(home, 'uchast'), '--strip-components=1']);
  cpSync(path.join(home, 'uchast', 'docs', 'embed'), folder, { recursive: true });
  return folder;
}

function linkDependencies(home: string): void {
  mkdirSync(home);
  const from = path.join(root, 'node_modules');
  for (const name of readdirSync(from)) symlinkSync(path.join(from, name), path.join(home, name));
}
