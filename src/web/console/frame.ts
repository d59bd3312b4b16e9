// Owns the frame that every page of the console stands in: its navigation by role, who is signed in, and its answers as responses.
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { StaffMember } from '../../app/desk.ts';
import { type Flash, type Html, type Nav, page } from '../layout.ts';
import { button, postForm } from './fields.ts';
import { menu, pagesOfStaff } from './routes.ts';
import type { Say } from './words.ts';

/** Whose page it is; null: nobody is signed in. */
export type Reader = { member: StaffMember; csrf: string } | null;

export type Framed = {
  title: string;
  body: Html;
  flash?: Flash | null;
  status?: 200 | 400 | 403 | 404 | 409 | 413 | 422;
};

/** A page of the console as a response. */
export function framed(
  c: Context,
  say: Say,
  of: { reader: Reader; shown: Framed },
): Response | Promise<Response> {
  const { title, body, flash, status = 200 } = of.shown;
  const nav = of.reader ? staffNav(say, of.reader, c.req.path) : guestNav(say);
  return c.html(page({ title, body, nav, ...(flash ? { flash } : {}) }), status);
}

function guestNav(say: Say): Nav {
  return { ...frameWords(say), links: [] };
}

function frameWords(say: Say) {
  return {
    label: say('nav.label'),
    skip: say('nav.skip'),
    home: { href: '/console', label: say('nav.home') },
  };
}

function staffNav(say: Say, { member, csrf }: NonNullable<Reader>, path: string): Nav {
  const here = path.replace(/^\/console/, '') || '/';
  const links = menu
    .filter((target) => pagesOfStaff.some((one) => one.path === target && one.who.includes(member.role)))
    .map((target) => ({
      href: target === '/' ? '/console' : `/console${target}`,
      label: say(`nav.${target === '/' ? 'today' : target.slice(1)}`),
      current: target === '/' ? here === '/' : here === target || here.startsWith(`${target}/`),
    }));
  const out = postForm({
    action: '/sign-out',
    csrf,
    body: button(say('nav.signOut'), { look: 'quiet' }),
  });
  const aside = html`<p><a href="/console/access">${member.email}</a>, ${say(`staffRole.${member.role}`)}</p>${out}`;
  return { ...frameWords(say), links, aside };
}
