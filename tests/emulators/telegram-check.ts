// Owns what the emulated Telegram refuses in a message: its texts of refusal are those of the Bot API.

type Payload = Record<string, unknown>;

const tags = new Set(['b', 'strong', 'i', 'em', 'u', 'ins', 's', 'strike', 'del', 'a', 'code', 'pre']);

/** The text after parsing HTML, or a refusal. */
export function parseText(
  payload: Payload,
  field: 'text' | 'caption',
): { text: string } | { refusal: string } {
  const source = String(payload[field] ?? '');
  const parsed = payload.parse_mode === 'HTML' ? parseHtml(source) : { text: source };
  if ('refusal' in parsed) return parsed;
  const most = field === 'text' ? 4096 : 1024;
  if (parsed.text.length > most)
    return { refusal: field === 'text' ? 'message is too long' : 'message caption is too long' };
  if (field === 'text' && parsed.text.trim() === '') return { refusal: 'message text is empty' };
  return parsed;
}

function parseHtml(source: string): { text: string } | { refusal: string } {
  const open: string[] = [];
  let text = '';
  for (const part of source.split(/(<[^>]*>?)/)) {
    if (!part.startsWith('<')) {
      text += decode(part);
      continue;
    }
    const tag = /^<(\/?)([a-z0-9-]+)[^<>]*>$/i.exec(part);
    const name = tag?.[2]?.toLowerCase() ?? '';
    if (!tag || !tags.has(name)) return { refusal: `can't parse entities: unsupported start tag "${name}"` };
    if (tag[1] === '') open.push(name);
    else if (open.pop() !== name) return { refusal: "can't parse entities: unmatched end tag" };
  }
  return open.length > 0 ? { refusal: "can't parse entities: can't find end tag" } : { text };
}

function decode(text: string): string {
  const names: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };
  return text.replace(/&(lt|gt|amp|quot);/g, (_, name: string) => names[name] ?? '');
}

/** Why Telegram refuses this keyboard, or null. */
export function refusalOfKeyboard(markup: unknown): string | null {
  if (markup === undefined) return null;
  const rows = (markup as { inline_keyboard?: Payload[][] }).inline_keyboard;
  if (!Array.isArray(rows)) return "can't parse reply keyboard markup JSON object";
  for (const button of rows.flat()) {
    if (typeof button.text !== 'string' || button.text === '') return 'BUTTON_TEXT_INVALID';
    const data = button.callback_data;
    if (data !== undefined) {
      const bytes = Buffer.byteLength(String(data));
      if (bytes < 1 || bytes > 64) return 'BUTTON_DATA_INVALID';
    } else if (!/^(https?|tg):\/\/[^\s]+$/.test(String(button.url ?? ''))) return 'BUTTON_URL_INVALID';
  }
  return rows.flat().length > 100 ? 'REPLY_MARKUP_TOO_LONG' : null;
}

/** Text and keyboard as they would be shown, or why they are refused. */
export function checkContent(
  payload: Payload,
  field: 'text' | 'caption',
): { text: string; html: string; keyboard: string } | { refusal: string } {
  const parsed = parseText(payload, field);
  if ('refusal' in parsed) return parsed;
  const refusal = refusalOfKeyboard(payload.reply_markup);
  if (refusal) return { refusal };
  const keyboard = payload.reply_markup === undefined ? '' : JSON.stringify(payload.reply_markup);
  return { text: parsed.text, html: String(payload[field] ?? ''), keyboard };
}
