// Owns opening a message that came back, within bounds: its headers, its words and the reports inside. What it means is bounce.ts's.

/** A part that is a report or a returned letter, as text. */
export type BackPart = { type: string; text: string };

export type BackMessage = {
  /** Every value of a header, unfolded, in order; the name in lower case. */
  headers: (name: string) => readonly string[];
  subject: string;
  /** What a person would read, without tags; quoted parts of HTML are left out. */
  text: string;
  parts: readonly BackPart[];
};

/** What is looked at: reports stand at the beginning, and the rest of a large message is somebody's picture. */
const most = {
  bytes: 512 * 1024,
  headerBytes: 256 * 1024,
  depth: 20,
  parts: 20,
  text: 64 * 1024,
  line: 1000,
};

const reportTypes: readonly string[] = [
  'message/delivery-status',
  'message/global-delivery-status',
  'message/feedback-report',
  'message/rfc822',
  'message/rfc822-headers',
  'message/global',
  'message/global-headers',
  'text/rfc822-headers',
];

/** Opens a message; null where it can't be read at all. */
export async function openBackMessage(raw: Uint8Array): Promise<BackMessage | null> {
  // Loaded with the first message that comes back: many cities never get one this way.
  const { default: PostalMime } = await import('postal-mime');
  try {
    const email = await PostalMime.parse(raw.subarray(0, most.bytes), {
      forceRfc822Attachments: true,
      attachmentEncoding: 'utf8',
      maxNestingDepth: most.depth,
      maxHeadersSize: most.headerBytes,
    });
    const parts = email.attachments
      .filter(({ mimeType }) => reportTypes.includes(mimeType))
      .slice(0, most.parts)
      .map(({ mimeType, content }) => ({ type: mimeType, text: String(content).slice(0, most.text) }));
    return {
      headers: (name) => email.headers.filter(({ key }) => key === name).map(({ value }) => value),
      subject: (email.subject ?? '').slice(0, 1000),
      text: inShortLines(
        (email.text?.trim() ? email.text : withoutTags(email.html ?? '')).slice(0, most.text),
      ),
      parts,
    };
  } catch {
    // The reader throws on what is nested too deep or has too many headers: nobody's bounce looks like that.
    return null;
  }
}

/** The words of an HTML part: what it quotes goes, blocks become lines. Every pattern looks at each letter once. */
function withoutTags(html: string): string {
  return html
    .slice(0, most.text)
    .replace(/<blockquote[\s\S]*/i, '')
    .split(/<(?:style|script)\b/i)
    .map((piece, index) =>
      index === 0 ? piece : piece.replace(/^[\s\S]*?(?:<\/(?:style|script)>|$(?![\s\S]))/i, ''),
    )
    .join('')
    .replace(/<(?:br|\/p|\/div|\/tr|\/li|\/h\d)\b[^<>]*>/gi, '\n')
    .replace(/<[^<>]*>/g, '')
    .replace(/&nbsp;/g, ' ');
}

/** Nobody reads further in one line; patterns that look for words in lines stay quick. */
function inShortLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => line.slice(0, most.line))
    .join('\n');
}
