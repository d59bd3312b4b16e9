// Owns the frame that every page of the console stands in: its navigation by role, the way back, who is signed in, and its answers as responses.
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { StaffMember } from '../../app/desk.ts';
import { type Crumbs, type Flash, type Html, type Nav, type NavGroup, page } from '../layout.ts';
import { button, postForm } from './fields.ts';
import { menu, pagesOfStaff } from './routes.ts';
import { themeForm, themeOf } from './theme.ts';
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
  const { reader, shown } = of;
  const { title, body, flash, status = 200 } = shown;
  const here = c.req.path.replace(/^\/console/, '') || '/';
  const nav = reader ? staffNav(c, say, { reader, here }) : guestNav(say);
  const crumbs = reader && status !== 403 && status !== 404 ? crumbsOf(say, here) : null;
  return c.html(page({ title, body, nav, crumbs, theme: themeOf(c), ...(flash ? { flash } : {}) }), status);
}

function guestNav(say: Say): Nav {
  return { ...frameWords(say), groups: [] };
}

function frameWords(say: Say) {
  return {
    label: say('nav.label'),
    menu: say('nav.menu'),
    skip: say('nav.skip'),
    home: { href: '/console', label: say('nav.home') },
  };
}

const hrefOf = (target: string) => (target === '/' ? '/console' : `/console${target}`);
const nameOf = (say: Say, target: string) => say(`nav.${target === '/' ? 'today' : target.slice(1)}`);

/** Pages that belong under one of the menu though their address does not say so. */
const belongs: Readonly<Record<string, string>> = { '/qr-sheet': '/sources' };

/** Whether the reader stands on this page of the menu or on one below it. */
function leadsTo(target: string, here: string): boolean {
  if (target === '/') return here === '/';
  return here === target || here.startsWith(`${target}/`) || belongs[here] === target;
}

function groupsFor(say: Say, { member }: NonNullable<Reader>, here: string): NavGroup[] {
  const open = (target: string) =>
    pagesOfStaff.some((one) => one.path === target && one.method === 'GET' && one.who.includes(member.role));
  return menu
    .map(({ group, pages }) => ({
      id: group,
      label: say(`nav.group.${group}`),
      links: pages.filter(open).map((target) => ({
        href: hrefOf(target),
        label: nameOf(say, target),
        current: leadsTo(target, here),
      })),
    }))
    .filter(({ links }) => links.length > 0);
}

function staffNav(c: Context, say: Say, of: { reader: NonNullable<Reader>; here: string }): Nav {
  const { reader, here } = of;
  const { member, csrf } = reader;
  const out = postForm({
    action: '/sign-out',
    csrf,
    body: button(say('nav.signOut'), { look: 'quiet' }),
  });
  const aside = html`<details name="groups" class="mine"><summary><span>${member.email}</span></summary>
<div><p>${member.email}, ${say(`staffRole.${member.role}`)}</p>
<p><a href="/console/access">${say('nav.access')}</a></p>
${themeForm(c, say, csrf)}${out}</div></details>`;
  return { ...frameWords(say), groups: groupsFor(say, reader, here), aside };
}

/** The way to a page through the menu; the first page needs none. */
function crumbsOf(say: Say, here: string): Crumbs | null {
  if (here === '/') return null;
  const first = { label: nameOf(say, '/'), href: hrefOf('/') };
  for (const { group, pages } of menu) {
    const above = pages.find((target) => leadsTo(target, here));
    if (!above) continue;
    const named = pages.length > 1 ? [{ label: say(`nav.group.${group}`), href: null }] : [];
    const page = above === here ? [] : [{ label: nameOf(say, above), href: hrefOf(above) }];
    return { label: say('nav.crumbs'), way: [first, ...named, ...page] };
  }
  return { label: say('nav.crumbs'), way: [first] };
}
