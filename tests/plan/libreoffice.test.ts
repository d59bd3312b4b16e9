// The same plan through other programs' formats: ODT and RTF converted to DOCX by LibreOffice, where it is installed.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPlan } from '../../src/plan/read.ts';
import { campaign, mediaPlan, report } from '../plans/documents.ts';
import { docxOf } from '../plans/write-docx.ts';
import { hasSharedPlans, sharedPlans } from './expected.ts';

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

  /** The city's documents where they lie beside the repository, else our own of the same structures. */
  const originals: readonly (readonly [string, Uint8Array])[] = hasSharedPlans()
    ? ['kamianske-2023-2024', 'petrovsky-2023', 'zhytomyr-report-2018'].map(
        (name) => [name, new Uint8Array(readFileSync(new URL(`${name}.docx`, sharedPlans)))] as const,
      )
    : [campaign, mediaPlan, report].map((model) => [model.name, docxOf(model)] as const);

  test.each(
    originals.flatMap(([name, bytes]) => [['odt', name, bytes] as const, ['rtf', name, bytes] as const]),
  )('as %s and back to DOCX, %s says the same', async (format, _, original) => {
    writeFileSync(join(folder, 'план.docx'), original);
    const other = convert('план.docx', format);
    rmSync(join(folder, 'план.docx'));
    const bytes = new Uint8Array(readFileSync(join(folder, convert(other, 'docx'))));
    const before = await readPlan({ name: 'план.docx', bytes: original });
    expect(await readPlan({ name: 'план.docx', bytes })).toEqual(before);
    expect(before.ok).toBe(true);
  });
});
