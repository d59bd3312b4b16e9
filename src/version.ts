// Owns the version of the program, read from package.json, which is the one place where it stands.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const manifest: unknown = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '..', 'package.json'), 'utf8'),
);

/** `0.1.0`; empty where package.json names none. */
export const version =
  typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';
