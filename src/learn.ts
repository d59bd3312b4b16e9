// Owns `npm run learn`: learns the texts of content/ and writes the model that is shipped with them.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { faqForMatching, readQuestions } from './content.ts';
import { learnModel } from './faq/learn.ts';
import { packModel } from './faq/model.ts';

/** The model's file inside a content folder. */
const modelFile = 'understanding.model';

const directory = process.argv[2] ?? 'content';
const { faq, words, problems } = readQuestions(directory);
if (!faq || !words || problems.length > 0) {
  for (const { file, field, message } of problems) process.stderr.write(`${file} ${field}: ${message}\n`);
  process.exit(1);
}
const began = performance.now();
const model = learnModel(faqForMatching(faq), words);
const bytes = packModel(model);
writeFileSync(path.join(directory, modelFile), bytes);
process.stdout.write(
  `${model.key}: ${model.dictionary.traits.length} traits, ${model.labels.length} labels, ${bytes.length} bytes, ${Math.round(performance.now() - began)} ms\n`,
);
