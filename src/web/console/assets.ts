// Owns serving the console's few scripts, each a file of its own: the pages work without them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { html } from 'hono/html';
import { type Answer, type ConsoleRoute, everyone, missing, type Visit } from './visit.ts';

export const assetRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/assets/:name', who: everyone, answer: script },
];

const folder = path.join(import.meta.dirname, 'assets');
const scripts: ReadonlyMap<string, Uint8Array> = new Map(
  ['compose.js', 'live.js'].map((name) => [name, readFileSync(path.join(folder, name))]),
);

function script(visit: Visit): Answer {
  const name = visit.param('name');
  const bytes = scripts.get(name);
  if (!bytes) return missing(visit, html``);
  return { file: { name, type: 'text/javascript; charset=utf-8', bytes } };
}

/** Loads one of the scripts once the page stands. */
export function scriptTag(name: 'compose.js' | 'live.js') {
  return html`<script type="module" src="/console/assets/${name}"></script>`;
}
