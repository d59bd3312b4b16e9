// Owns the review of what the product is built on: every package that runs in production, with a licence that lets a city
// use and pass it on; one that is unknown fails here before it is shipped.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, textOf } from './support/sources.ts';

/** Licences that ask for no more than to be named. Source: https://spdx.org/licenses/ */
const free = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'MIT-0',
  'Unlicense',
]);

/** Packages whose manifest names no such licence, each looked at by itself: what it says, and why it is well. */
const lookedAt: Readonly<Record<string, { says: string; why: string }>> = {
  'dejavu-fonts-ttf': {
    says: 'SEE LICENSE IN README.md AND LICENSE',
    why: 'the fonts may be embedded and passed on unchanged; the changes by DejaVu are in the public domain',
  },
  'png-js': { says: '', why: 'its LICENSE file is the MIT licence; the manifest forgets to name it' },
};

type Locked = {
  version?: string;
  dev?: boolean;
  devOptional?: boolean;
  optional?: boolean;
  peer?: boolean;
  link?: boolean;
  license?: string;
};
const lock = JSON.parse(textOf('package-lock.json')) as { packages: Record<string, Locked> };

/** What `npm ci --omit=dev` installs. */
const shipped = Object.entries(lock.packages).filter(
  ([place, one]) =>
    place.startsWith('node_modules/') && one.dev !== true && one.devOptional !== true && one.link !== true,
);

function nameOf(place: string): string {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

type Manifest = { license?: unknown; licenses?: { type?: string }[] };

/** What a package says of itself: in its manifest where it is installed, else in the lock file. */
function licenceOf([place, one]: [string, Locked]): string {
  const file = path.join(root, place, 'package.json');
  if (!existsSync(file)) return one.license ?? '';
  const { license, licenses } = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  if (typeof license === 'string') return license;
  return (licenses ?? []).map(({ type = '' }) => type).join(' OR ');
}

/** Whether an SPDX expression can be met with free licences alone: one of each «OR», all of each «AND». */
function isFree(expression: string): boolean {
  const plain = expression.replace(/^\((.*)\)$/, '$1');
  const anyOf = plain.split(/\s+OR\s+/i);
  return anyOf.some((part) =>
    part.split(/\s+AND\s+/i).every((one) => free.has(one.replaceAll(/[()]/g, '').trim())),
  );
}

describe('what the product is built on', () => {
  it('is found at all', () => expect(shipped.length).toBeGreaterThan(30));

  it.each(shipped.map((one) => [nameOf(one[0]), licenceOf(one)]))('%s may be used: %s', (name, licence) => {
    const known = lookedAt[name];
    if (known) expect(licence).toBe(known.says);
    else expect([name, isFree(licence)]).toEqual([name, true]);
  });

  it('was looked at only where it is still needed', () => {
    const names = new Set(shipped.map(([place]) => nameOf(place)));
    expect(Object.keys(lookedAt).filter((name) => !names.has(name))).toEqual([]);
  });
});

describe('an expression of licences', () => {
  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0-or-later)', true],
    ['MIT AND Zlib', false],
    ['GPL-3.0-only', false],
    ['SEE LICENSE IN LICENSE', false],
    ['', false],
  ])('%s', (expression, may) => {
    expect(isFree(expression)).toBe(may);
  });
});
