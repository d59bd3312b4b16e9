// Owns emitting the package that a city's own bot installs: the runtime reads no types below node_modules, so they are taken
// out beforehand. What is emitted is the code as it is written, line by line; nothing here is needed to run it from its source.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const rooms = ['src', 'bots', 'db'];
const entry = path.join('src', 'cli.js');

/** A relative address of a source file, in an import or as a thread's file. */
const ownFile = /(['"])(\.{1,2}\/[^'"\n]+)\.ts\1/g;

/** Writes the code without types, what it reads beside itself, and the city's texts into the folder `to`, anew. */
export function emitCode(to: string): void {
  rmSync(to, { recursive: true, force: true });
  for (const file of rooms.flatMap(filesBelow)) {
    const target = path.join(to, file);
    mkdirSync(path.dirname(target), { recursive: true });
    if (!isCode(file)) cpSync(path.join(root, file), target);
    else
      writeFileSync(
        target.replace(/\.ts$/, '.js'),
        withoutTypes(readFileSync(path.join(root, file), 'utf8')),
      );
  }
  for (const beside of ['content', 'package.json'])
    cpSync(path.join(root, beside), path.join(to, beside), { recursive: true });
}

/** Writes the declarations beside the code, for hosts in TypeScript; throws where the types are wrong. */
export function emitTypes(to: string): void {
  const compiler = path.join(root, 'node_modules', '.bin', 'tsc');
  execFileSync(compiler, ['-p', path.join(root, 'tsconfig.embed.json'), '--outDir', to], {
    stdio: 'inherit',
  });
}

function filesBelow(room: string): string[] {
  return readdirSync(path.join(root, room), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}

/** Declarations of scripts for the browser are read by nobody at run time; the entry has no types, but names files that have. */
function isCode(file: string): boolean {
  return (file.endsWith('.ts') && !file.endsWith('.d.ts')) || file === entry;
}

function withoutTypes(code: string): string {
  return stripTypeScriptTypes(code).replace(ownFile, '$1$2.js$1');
}

if (import.meta.main) {
  const to = path.join(root, 'dist');
  emitCode(to);
  emitTypes(to);
}
