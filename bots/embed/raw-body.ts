// Owns getting the raw bytes of a request that a host's HTTP server hands over, and handing them on as if nobody had read
// them. What they mean is viber-bot.ts's.
import type { IncomingMessage } from 'node:http';

/** As our own door: https://developers.viber.com sends callbacks of a few kilobytes. */
const mostBytes = 1024 * 1024;

/** A request that may have gone through body parsers of the host's. */
export type HostRequest = IncomingMessage & {
  /** The raw bytes, where a parser of the host's has kept them. */
  rawBody?: unknown;
  body?: unknown;
  /** body-parser's mark that a body is read. */
  _body?: boolean;
  query?: unknown;
};

/** The bytes; `parsed`: somebody has read them before us and kept none · `oversized`: more than a megabyte. */
export async function rawBodyOf(request: HostRequest): Promise<Uint8Array | 'parsed' | 'oversized'> {
  if (request.rawBody instanceof Uint8Array) return request.rawBody;
  if (request.readableDidRead) return 'parsed';
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // The rest is read and dropped, so that the answer can still be heard.
    if (bytes <= mostBytes) chunks.push(chunk);
  }
  return bytes > mostBytes ? 'oversized' : Buffer.concat(chunks);
}

/**
 * Gives the request to whoever comes next as body-parser 1 leaves it, with the signature where viber-bot looks for it:
 * it reads a header name that Node never gives, and hangs without `?sig=`.
 */
export function handOn(request: HostRequest, text: string, signature: string): void {
  request.body = text;
  request._body = true;
  const url = new URL(request.url ?? '/', 'http://localhost');
  url.searchParams.set('sig', signature);
  request.url = `${url.pathname}${url.search}`;
  // Where a host's Express has read the query already, it isn't read again.
  if (Object.hasOwn(request, 'query')) request.query = { ...Object(request.query), sig: signature };
}
