// Owns the QR codes of sources to print: each as SVG and PNG, and several on sheets of A4 with a title and the short address under each.
import { html } from 'hono/html';
import { qrSvg } from '../../public/qr.ts';
import { qrPng } from '../../public/qr-png.ts';
import { button, choiceGroup, input, postForm } from '../fields.ts';
import { link, table } from '../show.ts';
import {
  type Answer,
  type ConsoleRoute,
  everyone,
  missing,
  problem,
  type Shown,
  type Visit,
} from '../visit.ts';
import { qrPdf } from './qr-sheet-pdf.ts';

export const qrSheetRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/qr-sheet', who: everyone, answer: (visit) => sheetPage(visit) },
  { method: 'POST', path: '/qr-sheet', who: everyone, answer: makePdf },
  { method: 'GET', path: '/qr-sheet/:name/svg', who: everyone, answer: (visit) => picture(visit, 'svg') },
  { method: 'GET', path: '/qr-sheet/:name/png', who: everyone, answer: (visit) => picture(visit, 'png') },
];

const longestTitle = 60;
/** Codes of one file: fifty pages. */
const mostCodes = 300;

type Typed = { title: string; chosen: readonly string[]; error?: string };

async function sheetPage(visit: Visit, typed: Typed = { title: '', chosen: [] }): Promise<Shown> {
  const { csrf, desk, say } = visit;
  const sources = await desk.sources.list();
  if (sources.length === 0) {
    const body = html`<p>${say('qrSheet.none')} ${link('/sources', say('sources.title'))}</p>`;
    return { title: say('qrSheet.title'), body };
  }
  const files = (name: string) =>
    html`${link(`/qr-sheet/${name}/svg`, say('qrSheet.file', { kind: 'SVG', name }))}<br>${link(`/qr-sheet/${name}/png`, say('qrSheet.file', { kind: 'PNG', name }))}`;
  const title = input({
    name: 'title',
    label: say('qrSheet.field.title'),
    hint: say('qrSheet.field.titleHint', { n: longestTitle }),
    value: typed.title,
  });
  const boxes = choiceGroup({
    name: 'name',
    label: say('qrSheet.field.names'),
    kind: 'checkbox',
    options: sources.map(({ name }) => ({ value: name, label: name })),
    chosen: typed.chosen,
    error: typed.error,
  });
  const body = html`<p>${link('/sources', say('sources.title'))}</p><p>${say('qrSheet.means')}</p>
${postForm({ action: '/qr-sheet', csrf, body: html`${title}${boxes}${button(say('qrSheet.do'))}` })}
${table({
  caption: say('qrSheet.single'),
  head: [say('qrSheet.head.name'), say('qrSheet.head.address'), say('qrSheet.head.files')],
  rows: sources.map(({ name }) => [name, desk.figures.landing(name), files(name)]),
})}`;
  return { title: say('qrSheet.title'), body };
}

async function makePdf(visit: Visit): Promise<Answer> {
  const { desk, form, say } = visit;
  const known = new Set((await desk.sources.list()).map(({ name }) => name));
  const chosen = form
    .all('name')
    .filter((name) => known.has(name))
    .slice(0, mostCodes);
  const title = form.text('title').slice(0, longestTitle);
  if (chosen.length === 0) {
    const page = await sheetPage(visit, { title, chosen, error: say('qrSheet.choose') });
    return { ...page, status: 422, flash: problem(say('form.check')) };
  }
  const codes = chosen.map((name) => ({
    title: title || say('qrSheet.scan'),
    address: desk.figures.landing(name),
  }));
  const bytes = await qrPdf(codes, { title: say('qrSheet.title'), scan: say('qrSheet.how') });
  return { file: { name: 'qr.pdf', type: 'application/pdf', bytes } };
}

async function picture(visit: Visit, kind: 'svg' | 'png'): Promise<Answer> {
  const { desk, say, param } = visit;
  const name = param('name');
  if (!(await desk.sources.list()).some((one) => one.name === name))
    return missing(visit, html`<p>${link('/qr-sheet', say('qrSheet.title'))}</p>`);
  const address = desk.figures.landing(name);
  if (kind === 'png') return { file: { name: `${name}.png`, type: 'image/png', bytes: qrPng(address) } };
  const bytes = new TextEncoder().encode(qrSvg(address, address));
  return { file: { name: `${name}.svg`, type: 'image/svg+xml; charset=utf-8', bytes } };
}
