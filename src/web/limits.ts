// Owns how often one network address may ask: which requests count, against which limit, and the answer to who asks too
// often. Counted in this process's memory: n processes let n times as much through, and a restart forgets.
import type { Context, MiddlewareHandler } from 'hono';
import { html } from 'hono/html';
import { createCounter } from '../app/running/counter.ts';
import type { Limits } from '../core/limits.ts';
import { page } from './layout.ts';
import { addressOf, networkOf } from './limits-address.ts';

/** The limits that are counted by address; `proxies`: see addressOf. */
export type AddressLimits = Pick<Limits, 'perAddress' | 'chat' | 'forms'> & { proxies: number };

type Kind = 'free' | 'page' | 'chat' | 'form';

/**
 * Files and pictures cost nothing and are fetched by messengers for thousands; probes come from the city's own watch.
 * The webhooks are not here at all: each platform sends everybody's events from a few addresses.
 */
const free = /^\/(assets|media)\/|^\/(healthz|readyz|metrics|favicon\.ico)$|^\/[\w-]+\.(js|css|png|svg)$/;
/** Forms by which a stranger makes us send a letter, or tries a password. */
const forms = /^\/(email|my|console\/sign-in(\/password)?)$/;
const chats = /^\/(api\/chat|chat|embed)$/;
/** Addresses that are keys: who guesses at them runs out ten times sooner. */
const keys = /^\/(u|confirm|my|l|draft|support|task|console\/in)\//;
const guessCosts = 10;

const minute = 60;
const hour = 3600;

function kindOf(method: string, path: string): Kind {
  if (method === 'POST' && chats.test(path)) return 'chat';
  if (method === 'POST' && forms.test(path)) return 'form';
  return free.test(path) ? 'free' : 'page';
}

/** Counts each request; one too many is answered 429 with the seconds to wait, in words. */
export function limitedByAddress(limits: AddressLimits, phrase: (key: string) => string): MiddlewareHandler {
  const all = createCounter({ most: limits.perAddress, seconds: minute });
  const narrower = {
    chat: createCounter({ most: limits.chat, seconds: minute }),
    form: createCounter({ most: limits.forms, seconds: hour }),
  };
  return async (c, next) => {
    const kind = kindOf(c.req.method, c.req.path);
    if (kind === 'free') return next();
    const from = networkOf(addressOf(c, limits.proxies)) || 'nobody';
    for (const counter of kind === 'page' ? [all] : [all, narrower[kind]]) {
      const { count, waitMs } = await counter.add(from);
      if (count > counter.most) return tooMany(c, phrase, Math.ceil(waitMs / 1000));
    }
    await next();
    const guessed = keys.test(c.req.path) && (c.res.status === 404 || c.res.status === 410);
    if (guessed) await all.add(from, guessCosts - 1);
  };
}

/** What programs and people read when they asked too often. `seconds` until it makes sense to ask again. */
export function tooMany(
  c: Context,
  phrase: (key: string) => string,
  seconds: number,
): Response | Promise<Response> {
  c.header('Retry-After', String(Math.max(1, seconds)));
  c.header('Cache-Control', 'no-store');
  const message = phrase(seconds > minute ? 'web.tooMany.long' : 'web.tooMany');
  // Other sites' pages may talk to the chat: without this header their scripts could not read why it doesn't answer.
  if (c.req.path === '/api/chat') {
    c.header('Access-Control-Allow-Origin', '*');
    c.header('Access-Control-Expose-Headers', 'Retry-After');
    return c.json({ error: 'too many requests', message }, 429);
  }
  return c.html(page({ title: phrase('web.tooMany.title'), body: html`<p>${message}</p>` }), 429);
}
