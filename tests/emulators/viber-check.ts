// Owns what the emulated Viber checks: a request at the server, a keyboard only on the phone.

type Payload = Record<string, unknown>;
export type Said = { status: number; status_message: string };

const bad = (status_message: string): Said => ({ status: 3, status_message });
const missing = (status_message: string): Said => ({ status: 4, status_message });

/** Why the server refuses a message (of `send_message`, a broadcast or a welcome), or null. */
export function refusalOfMessage(payload: Payload, bytes: number): Said | null {
  if (bytes > 30_000) return bad('request is too big');
  const sender = payload.sender as { name?: unknown } | undefined;
  if (typeof sender?.name !== 'string' || sender.name === '') return missing('sender.name is missing');
  if (sender.name.length > 28) return bad('sender.name is too long');
  const text = payload.text;
  switch (payload.type) {
    case 'text':
      if (typeof text !== 'string' || text === '') return missing('text is missing');
      return text.length > 7000 ? bad('text is too long') : null;
    case 'picture':
      if (typeof text !== 'string') return missing('text is missing');
      if (text.length > 512) return bad('text is too long');
      return /^https?:\/\/\S+\.(jpe?g|png)$/.test(String(payload.media)) ? null : bad('media is wrong');
    default:
      return bad('type is unknown');
  }
}

/** What the phone finds wrong with a keyboard, as `desc` of a `failed` callback; null where it shows it. */
export function flawOfKeyboard(payload: Payload): string | null {
  const keyboard = payload.keyboard as
    | { Type?: unknown; Buttons?: Payload[]; InputFieldState?: unknown }
    | null
    | undefined;
  // Viber's own library writes null where there is none.
  if (keyboard === undefined || keyboard === null) return null;
  if (keyboard.Type !== 'keyboard') return 'keyboard is not valid. [Type is missing]';
  if (!Array.isArray(keyboard.Buttons) || keyboard.Buttons.length === 0)
    return 'keyboard is not valid. [Buttons are missing]';
  const level = Number(payload.min_api_version ?? 1);
  const state = keyboard.InputFieldState;
  if (state !== undefined && (level < 4 || !['regular', 'minimized', 'hidden'].includes(String(state))))
    return 'keyboard is not valid. [InputFieldState]';
  const flaw = keyboard.Buttons.map(flawOfButton).find((found) => found !== null);
  if (flaw) return `keyboard is not valid. [${flaw}]`;
  return rowsOf(keyboard.Buttons) > 12 ? 'keyboard is not valid. [too many rows]' : null;
}

function flawOfButton(button: Payload): string | null {
  const between = (value: unknown, most: number) =>
    Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most;
  if (!between(button.Columns ?? 6, 6)) return 'Columns';
  if (!between(button.Rows ?? 1, 2)) return 'Rows';
  if (typeof button.ActionBody !== 'string' || button.ActionBody === '') return 'ActionBody is missing';
  const action = button.ActionType ?? 'reply';
  if (action === 'open-url' && !/^https?:\/\/\S+$/.test(button.ActionBody)) return 'ActionBody is not a URL';
  if (!['reply', 'open-url', 'location-picker', 'share-phone', 'none'].includes(String(action)))
    return 'ActionType';
  const text = button.Text;
  if (typeof text !== 'string' && !button.BgColor && !button.BgMedia && !button.Image)
    return 'Text is missing';
  return typeof text === 'string' && text.length > 250 ? 'Text is too long' : null;
}

/** Buttons fill rows of 6 columns from left to right; one that doesn't fit begins a new row. */
function rowsOf(buttons: Payload[]): number {
  let rows = 0;
  let left = 0;
  for (const button of buttons) {
    const columns = Number(button.Columns ?? 6);
    if (columns > left) {
      rows += Number(button.Rows ?? 1);
      left = 6;
    }
    left -= columns;
  }
  return rows;
}
