// Owns how large a body may be: refused by its announced length before a byte is read, and cut off while it streams.
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';

/** What anything but an upload may hold, in bytes. */
export const largestBody = 1024 * 1024;
/** An upload's file, and with what a browser wraps around it. */
export const largestUpload = 20 * 1024 * 1024;
export const largestUploadBody = largestUpload + 64 * 1024;

/** Pages of the console to which documents and pictures are uploaded. */
const takesFiles =
  /^\/console\/(projects|people\/list|plans(\/[^/]+\/version)?|broadcasts\/(new|[^/]+\/edit))$/;

/** Whether a path is one to which files are uploaded. */
export function isUpload(path: string): boolean {
  return takesFiles.test(path);
}

/**
 * Lets bodies of up to `most` bytes in. One that says its length is judged by it: the server hands on no byte more. One
 * that doesn't is read piece by piece, and what goes beyond is never kept.
 */
export function bodyUpTo(
  most: number,
  refuse: (c: Context) => Response | Promise<Response>,
): MiddlewareHandler {
  const streamed = bodyLimit({ maxSize: most, onError: refuse });
  return (c, next) => {
    if (c.req.header('transfer-encoding') !== undefined) return streamed(c, next);
    const announced = c.req.header('content-length');
    // Requests that were made within the process announce nothing.
    if (announced === undefined) return c.req.method === 'GET' ? next() : streamed(c, next);
    return Number(announced) > most ? Promise.resolve(refuse(c)) : next();
  };
}
