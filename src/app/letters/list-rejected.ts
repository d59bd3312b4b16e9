// Owns the table of rows that an import left out or wonders about, for whoever corrects the list. What is wrong with a row
// is src/mail's to say.
import type { RowRemark } from '../../mail/list-rows.ts';
import type { App } from '../app.ts';
import { cell } from './list-export.ts';
import type { ImportReport } from './list-import.ts';

const columns = ['row', 'field', 'written', 'taken', 'reason'] as const;

/**
 * Lines of a CSV (UTF-8 with its mark, `;` between cells, as Excel of this country opens it), heading first, in the order
 * of the list. What heads its columns is the phrases `mail.rejected.<column>`.
 */
export function* rejectedLines(
  { files: { phrases } }: Pick<App, 'files'>,
  { rejected, notes }: Pick<ImportReport, 'rejected' | 'notes'>,
): Generator<string> {
  const word = (name: string) => phrases[`mail.rejected.${name}`] ?? name;
  yield `\ufeff${columns.map((name) => cell(word(name))).join(';')}\r\n`;
  const line = ({ row, field, written, reason }: RowRemark, taken: string) => ({
    row,
    taken,
    field,
    written,
    reason,
  });
  const lines = [
    ...rejected.map((remark) => line(remark, word('no'))),
    ...notes.map((remark) => line(remark, word('yes'))),
  ];
  lines.sort((a, b) => a.row - b.row);
  for (const { row, field, written, taken, reason } of lines)
    yield `${[String(row), field, written, taken, reason].map(cell).join(';')}\r\n`;
}
