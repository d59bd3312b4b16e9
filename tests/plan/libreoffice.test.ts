// The same plan through other programs' formats: ODT and RTF converted to DOCX by LibreOffice, where it is installed.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPlan } from '../../src/plan/read.ts';
import { campaign, report } from '../plans/documents.ts';
import { docxOf } from '../plans/write-docx.ts';

function officeProgram(): string | null {
  for (const name of ['soffice', 'libreoffice']) {
    try {
      execFileSync(name, ['--version'], { stdio: 'ignore' });
      return name;
    } catch {
      // Not installed under this name.
    }
  }
  return null;
}

const office = officeProgram();
const why = office ? '' : ' (skipped: LibreOffice is not installed on this machine)';

describe.skipIf(!office)(`a plan that went through LibreOffice${why}`, () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'uchast-office-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function convert(name: string, format: string): string {
    const profile = `-env:UserInstallation=file://${folder}/profile`;
    execFileSync(office ?? '', [
      profile,
      '--headless',
      '--convert-to',
      format,
      '--outdir',
      folder,
      join(folder, name),
    ]);
    return name.replace(/\.[^.]+$/, `.${format}`);
  }

  test.each([
    ['odt', campaign],
    ['rtf', campaign],
    ['odt', report],
    ['rtf', report],
  ])('as %s and back to DOCX has the same lines', async (format, model) => {
    const original = docxOf(model);
    writeFileSync(join(folder, 'план.docx'), original);
    const other = convert('план.docx', format);
    rmSync(join(folder, 'план.docx'));
    const bytes = new Uint8Array(readFileSync(join(folder, convert(other, 'docx'))));
    const [before, after] = [
      await readPlan({ name: 'план.docx', bytes: original }),
      await readPlan({ name: 'план.docx', bytes }),
    ];
    if (!before.ok || !after.ok) throw new Error('not read');
    expect(after.plan.lines).toEqual(before.plan.lines);
    expect(after.plan.totals).toEqual(before.plan.totals);
  });
});
