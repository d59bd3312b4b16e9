// Owns asking whether a link of a letter is alive, without letting a link lead our server into its own network.
import { lookup as systemLookup } from 'node:dns/promises';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIPv6 } from 'node:net';

/** dead: the site answers that there is no such page · unknown: nobody could say just now, or we may not ask. */
export type LinkState = 'alive' | 'dead' | 'unknown';

type Resolved = { address: string; family: number };
export type Asked = { status: number; location: string | null };

/** What the probe needs of the outside; tests hand in their own. `ask` connects to the address that was checked. */
export type Outside = {
  lookup: (host: string) => Promise<readonly Resolved[]>;
  ask: (url: URL, at: { method: 'HEAD' | 'GET'; to: Resolved; timeoutMs: number }) => Promise<Asked>;
};

export const mostProbed = 10;
const mostRedirects = 3;
const timeoutMs = 4000;

/**
 * Addresses that are no public host's. Source: https://www.iana.org/assignments/iana-ipv4-special-registry and
 * https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const closed = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  closed.addSubnet(net, prefix, 'ipv4');
const openV6 = new BlockList();
openV6.addSubnet('2000::', 3, 'ipv6');
/** Within the public range: tunnels that carry IPv4 addresses inside, and examples of documents. */
for (const [net, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['3fff::', 20],
  ['2002::', 16],
] as const)
  closed.addSubnet(net, prefix, 'ipv6');

/** Whether anybody in the world can reach this address, so that asking it tells nobody of our own network. */
export function isPublicAddress(address: string): boolean {
  if (!isIPv6(address)) return !closed.check(address, 'ipv4');
  return openV6.check(address, 'ipv6') && !closed.check(address, 'ipv6');
}

const system: Outside = { lookup: (host) => systemLookup(host, { all: true }), ask: askByHttps };

/** The state of each link; of more than ten the others are unknown. Never rejects. */
export async function probeLinks(
  urls: readonly string[],
  outside: Outside = system,
): Promise<ReadonlyMap<string, LinkState>> {
  const states = await Promise.all(
    urls.map(async (url, index): Promise<[string, LinkState]> => {
      if (index >= mostProbed) return [url, 'unknown'];
      return [url, await probe(url, outside).catch((): LinkState => 'unknown')];
    }),
  );
  return new Map(states);
}

/** A step is asked by HEAD, and by GET where the site does not know HEAD; each redirect is checked like a new link. */
async function probe(url: string, outside: Outside): Promise<LinkState> {
  let at = new URL(url);
  for (let step = 0; step <= mostRedirects; step += 1) {
    const to = await publicAddressOf(at, outside);
    if (!to) return 'unknown';
    const head = await outside.ask(at, { method: 'HEAD', to, timeoutMs });
    const answer = head.status >= 400 ? await outside.ask(at, { method: 'GET', to, timeoutMs }) : head;
    if (answer.status >= 300 && answer.status < 400 && answer.location !== null) {
      at = new URL(answer.location, at);
      continue;
    }
    if (answer.status === 404 || answer.status === 410) return 'dead';
    return answer.status >= 200 && answer.status < 300 ? 'alive' : 'unknown';
  }
  return 'unknown';
}

/** One address to connect to, or null where the host has any that is not public: it could be chosen instead. */
async function publicAddressOf(
  { protocol, hostname, port }: URL,
  outside: Outside,
): Promise<Resolved | null> {
  if (protocol !== 'https:' || (port !== '' && port !== '443')) return null;
  const found = await outside.lookup(hostname.replace(/^\[|\]$/g, ''));
  const [first] = found;
  return first && found.every(({ address }) => isPublicAddress(address)) ? first : null;
}

/** Connects to the address that was checked, whatever the name resolves to by now; reads no body. */
function askByHttps(url: URL, of: Parameters<Outside['ask']>[1]): Promise<Asked> {
  const { method, to, timeoutMs: most } = of;
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      url,
      {
        method,
        agent: false,
        headers: { 'User-Agent': 'uchast-link-check', Accept: '*/*' },
        signal: AbortSignal.timeout(most),
        lookup: (_host, options, done) =>
          options.all ? done(null, [{ ...to }]) : done(null, to.address, to.family),
      },
      (response) => {
        resolve({ status: response.statusCode ?? 0, location: response.headers.location ?? null });
        response.destroy();
      },
    );
    request.on('error', reject);
    request.end();
  });
}
