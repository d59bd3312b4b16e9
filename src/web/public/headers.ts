// Owns the security headers of the public pages: what a browser may load, who may frame a page, what leaves as referrer.
import type { MiddlewareHandler } from 'hono';

/** Pages that other sites may show in a frame: the embedded chat alone. */
const framedAnywhere = '/embed';

/**
 * A strict policy: only files of our own, no inline script or style, no plugin, no base. Forms lead only to us, and
 * only `/embed` may stand in another site's frame.
 */
export function securityHeaders(): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const ancestors = c.req.path === framedAnywhere ? '*' : "'self'";
    c.header(
      'Content-Security-Policy',
      [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        `frame-ancestors ${ancestors}`,
      ].join('; '),
    );
    c.header('X-Content-Type-Options', 'nosniff');
    // The landing page's address holds a source, a form's page a conversation: other sites learn only our name.
    // Where a page's address is the key to it, the page itself says that nobody learns anything.
    if (!c.res.headers.has('Referrer-Policy')) c.header('Referrer-Policy', 'strict-origin-when-cross-origin');
    c.header('Permissions-Policy', 'camera=(), geolocation=(), microphone=()');
    // Widgets and pictures are loaded by other sites' pages.
    c.header('Cross-Origin-Resource-Policy', 'cross-origin');
  };
}
