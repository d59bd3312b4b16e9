// Owns the QR code of a source as a picture for posters: SVG with a title, sharp at any size.
import { encode } from 'uqr';

/** Modules of white around the code: ISO/IEC 18004 asks for four, scanners need them on coloured paper. */
const quietModules = 4;

/** An SVG that holds `url`; `title` is what screen readers and editors of printed matter see. */
export function qrSvg(url: string, title: string): string {
  // Level Q survives a quarter of the code being scratched, torn or wet, which posters are.
  const { size, data } = encode(url, { ecc: 'Q', boostEcc: true, border: quietModules });
  const path = data.map((row, y) =>
    runsOf(row)
      .map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`)
      .join(''),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" role="img" aria-labelledby="title" shape-rendering="crispEdges">`,
    `<title id="title">${escapeXml(title)}</title>`,
    `<path fill="#fff" d="M0 0h${size}v${size}H0z"/>`,
    `<path fill="#000" d="${path.join('')}"/>`,
    '</svg>\n',
  ].join('');
}

/** Where black begins in a row and how long it is. */
function runsOf(row: readonly boolean[]): [start: number, length: number][] {
  const runs: [number, number][] = [];
  row.forEach((dark, x) => {
    const last = runs.at(-1);
    if (!dark) return;
    if (last && last[0] + last[1] === x) last[1] += 1;
    else runs.push([x, 1]);
  });
  return runs;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
