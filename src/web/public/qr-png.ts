// Owns the QR code as a PNG, for programs that take no SVG: black on white, one bit a dot.
import { crc32, deflateSync } from 'node:zlib';
import { encode } from 'uqr';

/** Dots a module: 45 modules make 360 dots, three centimetres at 300 dpi. */
const scale = 8;
/** Modules of white around the code, as ISO/IEC 18004 asks for. */
const quietModules = 4;
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A PNG of `url` (PNG third edition: grey of one bit, no filter). */
export function qrPng(url: string): Uint8Array {
  const { size, data } = encode(url, { ecc: 'Q', boostEcc: true, border: quietModules });
  const side = size * scale;
  const lineBytes = Math.ceil(side / 8);
  const dots = Buffer.alloc((lineBytes + 1) * side, 0xff);
  for (let y = 0; y < side; y += 1) {
    const line = y * (lineBytes + 1);
    dots[line] = 0;
    const row = data[Math.floor(y / scale)] ?? [];
    for (let x = 0; x < side; x += 1) {
      if (!row[Math.floor(x / scale)]) continue;
      const at = line + 1 + (x >> 3);
      dots[at] = (dots[at] ?? 0) & ~(0x80 >> (x & 7));
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head[8] = 1;
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(dots)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
