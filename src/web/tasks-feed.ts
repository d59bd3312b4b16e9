// Owns the public calendar file of one task: whoever holds its signed link may have it, nobody else learns that it exists.
import { Hono } from 'hono';

/** The calendar file that a token names, or null where the token is forged or its task is gone. */
export type TaskFileOf = (token: string) => Promise<string | null>;

/** `GET /task/<token>.ics`. Shows only; the letter that carries the link is the key to it. */
export function taskFeedRoutes(fileOf: TaskFileOf): Hono {
  const app = new Hono();
  app.get('/task/:file', async (c) => {
    const [, token] = /^(.{1,200})\.ics$/.exec(c.req.param('file')) ?? [];
    const file = token ? await fileOf(token) : null;
    if (file === null) return c.notFound();
    return c.body(file, 200, {
      'Content-Type': 'text/calendar; charset=utf-8',
      'Content-Disposition': 'attachment; filename="task.ics"',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'X-Robots-Tag': 'noindex, nofollow',
    });
  });
  return app;
}
