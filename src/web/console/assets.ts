// Owns serving the console's few scripts, each a file of its own: the pages work without them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { html } from 'hono/html';
import { type ConsoleRoute, everyone } from './visit.ts';

const names = ['compose.js', 'live.js'] as const;
const folder = path.join(import.meta.dirname, 'assets');

/** One address a script. */
export const assetRoutes: readonly ConsoleRoute[] = names.map((name) => {
  const bytes = readFileSync(path.join(folder, name));
  const file = { name, type: 'text/javascript; charset=utf-8', bytes };
  return { method: 'GET', path: `/assets/${name}`, who: everyone, answer: () => ({ file }) };
});

/** Loads one of the scripts once the page stands. */
export function scriptTag(name: (typeof names)[number]) {
  return html`<script type="module" src="/console/assets/${name}"></script>`;
}
