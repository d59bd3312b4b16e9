#!/usr/bin/env node
// Owns starting the command line with the project's own runtime, whatever Node the machine has; in the package that a city's
// own bot installs, with the code and the texts that came with it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const name = process.platform === 'win32' ? 'node.cmd' : 'node';
// Installed as a dependency, the runtime's command stands beside this one.
const runtimes = [path.join(here, '..', 'node_modules'), path.join(here, '..', '..')];
const runtime =
  runtimes.map((folder) => path.join(folder, '.bin', name)).find((file) => existsSync(file)) ??
  process.execPath;
const source = path.join(here, 'cli.js');
const emitted = path.join(here, '..', 'dist');
const fromSource = existsSync(source);
const cli = fromSource ? source : path.join(emitted, 'src', 'cli.js');
const env = fromSource ? process.env : { CONTENT_DIR: path.join(emitted, 'content'), ...process.env };
const child = spawn(runtime, [cli, ...process.argv.slice(2)], { stdio: 'inherit', env });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
