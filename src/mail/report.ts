// Owns reading the machine-readable parts of reports: delivery status (RFC 3464) and feedback (RFC 5965). Judging them is
// left to bounce-code.ts and bounce.ts.
import type { BackMessage } from './back-message.ts';

/** One recipient's block of a delivery report; what is missing is null. Names of fields and actions in lower case. */
export type RecipientStatus = { action: string | null; status: string | null; diagnostic: string | null };

/** The recipients' blocks of every delivery report in the message; null where there is no such part. */
export function deliveryStatuses(message: BackMessage): RecipientStatus[] | null {
  const reports = message.parts.filter(({ type }) => /^message\/(?:global-)?delivery-status$/.test(type));
  if (reports.length === 0) return null;
  return reports
    .flatMap(({ text }) => text.split(/\r?\n(?:[ \t]*\r?\n)+/))
    .map(fieldsOf)
    .filter((fields) => fields.has('final-recipient') || fields.has('original-recipient'))
    .slice(0, 50)
    .map((fields) => ({
      action: fields.get('action')?.toLowerCase().split(/[\s(]/)[0] || null,
      status: /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])/.exec(fields.get('status') ?? '')?.[0] ?? null,
      diagnostic: fields.get('diagnostic-code') ?? null,
    }));
}

/** The type of a feedback report, in lower case; null where there is no such part, '' where it names none. */
export function feedbackType(message: BackMessage): string | null {
  const report = message.parts.find(({ type }) => type === 'message/feedback-report');
  return report ? (fieldsOf(report.text).get('feedback-type') ?? '').toLowerCase() : null;
}

/** Fields of one block, folded lines joined; of a repeated field the first counts. */
function fieldsOf(block: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of block.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    if (!fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}
