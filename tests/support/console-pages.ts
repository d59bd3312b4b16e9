// Owns finding the console's pages as a clerk does, by the links on them: one address for every route that shows a page.
import { pagesOfStaff } from '../../src/web/console/routes.ts';

/** What an address answered: status, kind and the whole body. */
export type Answered = { status: number; type: string; body: string };
export type FoundPage = { route: string; path: string; html: boolean };

const shown = pagesOfStaff.filter(({ method }) => method === 'GET');

/** Routes that show something, as the router writes them. */
export const shownRoutes: readonly string[] = [...new Set(shown.map(({ path }) => path))];

/** The route that answers a path under /console (without it), the first that fits as the router has it; null: none. */
export function routeOf(path: string): string | null {
  const fits = (route: string) =>
    new RegExp(`^${route.replaceAll(/[.]/g, '\\.').replaceAll(/:\w+(\{[^}]*\})?/g, '[^/]+')}$`).test(path);
  return shownRoutes.find(fits) ?? null;
}

/** Ways on a page that lead further into the console, as paths under it, without their queries. */
function waysOn(body: string): string[] {
  const found = [...body.matchAll(/(?:href|src)="\/console([^"?#]*)[^"]*"/g)].map(([, path]) => path || '/');
  return [...new Set(found)].map((path) => path.replaceAll('&amp;', '&'));
}

/** Two addresses of a route are enough to know it. */
const looks = 2;

/**
 * Follows links from the first page until no route is met for the first time. Each route gets the first address that
 * answered with 200; `missing` are those to which no link leads. Streams of events are no pages.
 */
export async function findPages(
  get: (path: string) => Promise<Answered>,
  more: readonly string[] = [],
): Promise<{ pages: FoundPage[]; missing: string[]; broken: string[] }> {
  const waiting = ['/', ...more];
  const known = new Set(waiting);
  const met = new Map<string, number>();
  const pages = new Map<string, FoundPage>();
  const broken: string[] = [];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const route = routeOf(path);
    const before = route === null ? looks : (met.get(route) ?? 0);
    if (route === null || before >= looks || isStream(route)) continue;
    met.set(route, before + 1);
    const { status, type, body } = await get(path);
    if (status !== 200) broken.push(`${path}: ${status}`);
    const html = type.startsWith('text/html');
    if (status === 200 && !pages.has(route)) pages.set(route, { route, path, html });
    if (!html) continue;
    for (const way of waysOn(body)) {
      if (known.has(way)) continue;
      known.add(way);
      waiting.push(way);
    }
  }
  const missing = shownRoutes.filter((route) => !pages.has(route) && !isStream(route));
  return { pages: [...pages.values()].sort((a, b) => (a.route < b.route ? -1 : 1)), missing, broken };
}

/** Live progress: it answers as long as somebody looks. */
function isStream(route: string): boolean {
  return /\/(live|progress|stream|events\.stream)$/.test(route);
}
