// Owns the routes that answer with files: scripts and styles, calendars, QR codes and pictures. What is unknown goes on to the 404 page.
import type { Hono } from 'hono';
import { readAssets } from './assets.ts';
import { calendarFeed } from './calendar-feed.ts';
import { pictureIn } from './media.ts';
import { momentOf, type PublicOptions, sourceNamed } from './options.ts';
import { qrSvg } from './qr.ts';

/** Mounts every route that serves a file. */
export function mountFiles(app: Hono, options: PublicOptions): void {
  mountAssets(app, options);
  mountCalendars(app, options);
  mountPictures(app, options);
}

function mountAssets(app: Hono, { phrase }: PublicOptions): void {
  const widgetWords = {
    open: phrase('web.widget.open'),
    close: phrase('web.widget.close'),
    title: phrase('web.chat.title'),
  };
  for (const { route, contentType, text } of readAssets(widgetWords)) {
    app.get(route, (c) =>
      c.body(text, 200, { 'Content-Type': contentType, 'Cache-Control': 'public, max-age=300' }),
    );
  }
}

function mountCalendars(app: Hono, options: PublicOptions): void {
  app.get('/calendar/:file', async (c, next) => {
    const id = /^(city|kids)\.ics$/.exec(c.req.param('file'))?.[1];
    if (id !== 'city' && id !== 'kids') return next();
    return c.body(calendarFeed(await momentOf(options), id, options.publicUrl), 200, {
      'Content-Type': 'text/calendar; charset=utf-8',
      'Content-Disposition': `inline; filename="${id}.ics"`,
      'Cache-Control': 'public, max-age=3600',
    });
  });
}

function mountPictures(app: Hono, options: PublicOptions): void {
  app.get('/qr/:file', async (c, next) => {
    const source = sourceNamed(/^(.+)\.svg$/.exec(c.req.param('file'))?.[1]);
    if (source === null || (await options.sources.find(source)) === null) return next();
    const url = `${options.publicUrl}/go/${source}`;
    const { words } = await momentOf(options);
    return c.body(qrSvg(url, words('web.qr.title', { value: url })), 200, {
      'Content-Type': 'image/svg+xml; charset=utf-8',
    });
  });
  app.get('/media/:path{.+}', async (c, next) => {
    const picture = await pictureIn(options.mediaDir, c.req.param('path'));
    if (!picture) return next();
    return c.body(picture.bytes, 200, {
      'Content-Type': picture.contentType,
      'Cache-Control': 'public, max-age=86400',
    });
  });
}
