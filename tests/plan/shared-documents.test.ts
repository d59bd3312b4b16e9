// The city's own documents, in each of their forms, against values written by hand before the importer.

import { describe, expect, test } from 'vitest';
import { essence, expectedOf, expectPlan, frame, hasSharedPlans, planFrom, sharedPlans } from './expected.ts';

const here = hasSharedPlans();
const why = here ? '' : ' (skipped: the documents are not beside this repository)';

describe.skipIf(!here)(`the documents that cities signed${why}`, () => {
  test.each(['docx', 'xlsx', 'txt'])('the Kamianske campaign plan says the same as %s', async (form) => {
    expectPlan(await planFrom(sharedPlans, `kamianske-2023-2024.${form}`), expectedOf('kamianske-2023-2024'));
  });

  test.each(['docx', 'xlsx', 'txt'])('the Zhytomyr report says the same as %s', async (form) => {
    const plan = await planFrom(sharedPlans, `zhytomyr-report-2018.${form}`);
    const expected = expectedOf('zhytomyr-report-2018');
    expectPlan(plan, expected);
    expect(plan.lines.map((line) => line.funding.share?.text)).toEqual(
      expected.lines.map((line) => line.share),
    );
    expect(plan.lines.every((line) => line.result !== null)).toBe(true);
  });

  test.each([
    ['kamianske-2023-2024', ['docx', 'xlsx', 'txt']],
    ['zhytomyr-report-2018', ['docx', 'xlsx', 'txt']],
    ['petrovsky-2023', ['docx', 'txt']],
  ])('%s is identical in all its forms, down to keys, confidence and messages', async (name, forms) => {
    const plans = await Promise.all(forms.map((form) => planFrom(sharedPlans, `${name}.${form}`)));
    for (const plan of plans.slice(1)) expect(plan).toEqual(plans[0]);
  });

  test.each(['docx', 'txt'])(
    'the damaged Petrovsky plan gives its ten whole measures exactly, as %s',
    async (form) => {
      const plan = await planFrom(sharedPlans, `petrovsky-2023.${form}`);
      const expected = expectedOf('petrovsky-2023');
      expect(frame(plan)).toMatchObject({ title: expected.title, status: expected.status, language: 'ru' });
      const whole = plan.lines.slice(-expected.lines.length);
      expect(whole.map(essence)).toEqual(expected.lines.map(({ id: _, ...line }) => line));
      const keyOf = new Map(expected.lines.map((line, index) => [line.id ?? '', whole[index]?.key ?? null]));
      for (const { line, code } of expected.warnings) {
        expect(plan.warnings).toContainEqual(
          expect.objectContaining({ line: line === null ? null : keyOf.get(line), code }),
        );
      }
      const ofWhole = plan.warnings.filter((warning) => whole.some((line) => line.key === warning.line));
      expect(ofWhole).toHaveLength(expected.warnings.filter((warning) => warning.line !== null).length);
    },
  );

  test.each(['docx', 'txt'])(
    'the damaged rows of the Petrovsky plan are flagged, not mended, as %s',
    async (form) => {
      const plan = await planFrom(sharedPlans, `petrovsky-2023.${form}`);
      const { damaged = [], lines } = expectedOf('petrovsky-2023');
      const before = plan.lines.slice(0, plan.lines.length - lines.length);
      expect(before).toHaveLength(damaged.length);
      damaged.forEach((row, index) => {
        const line = before[index];
        expect(line?.section).toBe(row.section);
        expect(line?.what.startsWith(row.whatBegins) && line.what.endsWith(row.whatEnds)).toBe(true);
        expect(line?.period).toMatchObject({
          text: row.periodText,
          kind: 'notAPeriod',
          from: null,
          to: null,
        });
        const codes = plan.warnings
          .filter((warning) => warning.line === line?.key)
          .map((warning) => warning.code);
        expect(codes).toEqual(expect.arrayContaining(row.codes));
        expect(line?.confidence).toBeLessThan(0.5);
      });
    },
  );
});
