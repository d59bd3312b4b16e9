// Owns the one look of our letters: tables and inline styles that old and new mail programs show alike. The words come in.
import type { Choice } from '../core/reply.ts';
import type { LetterParts } from './compose.ts';
import type { Block, Piece } from './markup.ts';

/**
 * Colours with a contrast above 4.5 : 1 (WCAG 2.1, 1.4.3): by day ink on paper 15, links and the button's words 7,
 * pale on ground 7; at night 14, 9 and 9.
 */
const day = {
  ground: '#f2f4f7',
  paper: '#ffffff',
  ink: '#1f2328',
  pale: '#4a5058',
  link: '#0b4fa8',
  line: '#d5dae1',
};
const night = {
  ground: '#14171b',
  paper: '#1e2329',
  ink: '#eef1f4',
  pale: '#b9c0c8',
  link: '#9cc7ff',
  line: '#3a424c',
};
const button = { ground: '#0b4fa8', ink: '#ffffff' };

const font = "font-family:Arial,'Helvetica Neue',Helvetica,sans-serif";
const breakLong = 'overflow-wrap:anywhere;word-break:break-word';
const linkStyle = `color:${day.link};text-decoration:underline;${breakLong}`;
const table = 'role="presentation" border="0" cellpadding="0" cellspacing="0"';

/** Programs that follow the reader's dark theme take these; the others show the day's colours or invert them evenly. */
const nightStyle = [
  ':root{color-scheme:light dark;supported-color-schemes:light dark}',
  '@media (prefers-color-scheme:dark){',
  `.ground{background-color:${night.ground}!important}`,
  `.paper{background-color:${night.paper}!important;border-color:${night.line}!important}`,
  `.ink{color:${night.ink}!important}.pale{color:${night.pale}!important}.link{color:${night.link}!important}}`,
].join('');

/** Whether a link may stand in a letter: the web, mail, telephone. Anything else stays words. */
export function mayOpen(url: string): boolean {
  return /^(?:https?:\/\/|mailto:|tel:)[^\s<>"]+$/i.test(url) && URL.canParse(url);
}

/** The HTML of a letter. Everything of `parts` and `blocks` is escaped here. */
export function layOut(parts: LetterParts, blocks: readonly Block[]): string {
  const { subject, footer, picture } = parts;
  const shown = picture ? [image(picture)] : [];
  const body = [...shown, ...blocks.map(block), ...parts.choices.map(choice)].join('\n');
  return `<!DOCTYPE html>
<html lang="uk" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no">
<title>${escapeHtml(subject)}</title>
<style>${nightStyle}</style>
</head>
<body class="ground" style="margin:0;padding:0;background-color:${day.ground}">
<main lang="uk">
${hiddenPreheader(parts.preheader)}
<table ${table} width="100%" class="ground" style="background-color:${day.ground}">
<tr><td align="center" style="padding:24px 12px">
<!--[if mso]><table ${table} width="600"><tr><td><![endif]-->
<table ${table} width="100%" style="max-width:600px">
<tr><td class="pale" style="padding:0 4px 12px;${font};font-size:15px;line-height:1.5;color:${day.pale}">${escapeHtml(footer.sender)}</td></tr>
<tr><td class="paper ink" style="padding:28px 24px 12px;background-color:${day.paper};border:1px solid ${day.line};${font};font-size:17px;line-height:1.55;color:${day.ink};${breakLong}">
<h1 class="ink" style="margin:0 0 20px;font-size:23px;line-height:1.3;font-weight:bold;color:${day.ink}">${escapeHtml(subject)}</h1>
${body}
</td></tr>
<tr><td class="pale" style="padding:16px 4px 0;${font};font-size:15px;line-height:1.5;color:${day.pale};${breakLong}">
${footerLines(footer)}
</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</main>
</body>
</html>
`;
}

/** Shown beside the subject in the list of letters, not in the letter; the padding keeps the body's words from following. */
function hiddenPreheader(preheader: string): string {
  if (preheader === '') return '';
  const hidden =
    'display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px';
  return `<div aria-hidden="true" style="${hidden};mso-hide:all">${escapeHtml(preheader)}${'&#847;&zwnj;&nbsp;'.repeat(40)}</div>`;
}

/** As wide as the letter at most; its words in the letter's own size where it is not shown. */
function image({ url, alt }: NonNullable<LetterParts['picture']>): string {
  return `<p style="margin:0 0 16px"><img src="${escapeHtml(url)}" alt="${escapeHtml(alt)}" border="0" style="display:block;max-width:100%;height:auto"></p>`;
}

function block(of: Block): string {
  switch (of.kind) {
    case 'heading':
      return `<h2 class="ink" style="margin:24px 0 8px;font-size:18px;line-height:1.4;font-weight:bold;color:${day.ink}">${line(of.line, false)}</h2>`;
    case 'paragraph':
      return `<p style="margin:0 0 16px">${of.lines.map((pieces) => line(pieces)).join('<br>\n')}</p>`;
    case 'numbered':
      return list(of.start === 1 ? 'ol' : `ol start="${of.start}"`, of.items);
    case 'bulleted':
      return list('ul', of.items);
  }
}

function list(tag: string, items: readonly Piece[][]): string {
  const rows = items.map((item) => `<li style="margin:0 0 8px">${line(item)}</li>`).join('\n');
  return `<${tag} style="margin:0 0 16px;padding:0 0 0 28px">\n${rows}\n</${tag.slice(0, 2)}>`;
}

function line(pieces: readonly Piece[], marksStrong = true): string {
  return pieces
    .map((piece) => {
      if (piece.kind === 'link') return anchor(piece.href, piece.text);
      return piece.kind === 'strong' && marksStrong
        ? `<strong>${escapeHtml(piece.text)}</strong>`
        : escapeHtml(piece.text);
    })
    .join('');
}

function anchor(href: string, label: string): string {
  return `<a class="link" href="${escapeHtml(href)}" style="${linkStyle}">${escapeHtml(label)}</a>`;
}

function choice(of: Choice): string {
  if (!('url' in of) || !mayOpen(of.url)) return `<p style="margin:0 0 16px">— ${escapeHtml(of.label)}</p>`;
  const style = `display:inline-block;padding:12px 22px;border:1px solid ${button.ground};border-radius:6px;background-color:${button.ground};color:${button.ink};font-weight:bold;text-decoration:none`;
  return `<table ${table} style="margin:0 0 16px"><tr><td bgcolor="${button.ground}" style="border-radius:6px;background-color:${button.ground}"><a href="${escapeHtml(of.url)}" style="${style}">${escapeHtml(of.label)}</a></td></tr></table>`;
}

function footerLines({
  why,
  unsubscribeUrl,
  unsubscribeLabel,
  privacyUrl,
  privacyLabel,
}: LetterParts['footer']): string {
  const links = [
    unsubscribeUrl && anchor(unsubscribeUrl, unsubscribeLabel),
    privacyUrl && anchor(privacyUrl, privacyLabel),
  ];
  return [escapeHtml(why), ...links]
    .filter(Boolean)
    .map((text) => `<p style="margin:0 0 10px">${text}</p>`)
    .join('\n');
}

function escapeHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}
