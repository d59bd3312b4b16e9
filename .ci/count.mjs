// Owns the last line of a CI run: the counts that the test runner itself wrote, and a failure where any test failed or none ran.
import { readFileSync } from 'node:fs';

/** What stands in the report that the runner writes with --reporter=json; an empty or broken one counts as nothing run. */
function counts(file) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    const count = (name) => Number(report[name] ?? 0);
    const skipped = count('numPendingTests') + count('numTodoTests');
    return { passed: count('numPassedTests'), failed: count('numFailedTests'), skipped };
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

const { passed, failed, skipped } = counts(process.argv[2] ?? '');
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
