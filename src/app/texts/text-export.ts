// Owns giving the texts of staff out as files in the shape of content/, so that the city can keep them there: whole files
// with their comments where those can be read, else only the records that differ.
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { Document, parseDocument } from 'yaml';
import type { OwnText } from '../../core/revision.ts';
import type { PackFile } from '../plan/pack.ts';

export type TextFile = { name: string; text: string };

/** Reads a file of content/ by its name; null: there is none. */
export type ReadFile = (name: string) => string | null;

/** Where phrases stand; the first that knows a phrase is its home. */
const phraseFiles = ['phrases', 'desk', 'mydata', 'projects', 'events', 'draft'].map(
  (name) => `${name}.yaml`,
);

/** The files of content/ as they would be with these texts in them. */
export function filesOf(texts: readonly OwnText[], read: ReadFile): TextFile[] {
  const byFile = Map.groupBy(texts, (text) => fileOf(text, read));
  return [...byFile]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, all]) => ({ name, text: withRecords(read(name), all) }));
}

function fileOf({ kind, key }: OwnText, read: ReadFile): string {
  switch (kind) {
    case 'faq':
      return `faq/${key.split('.')[0]}.yaml`;
    case 'instruction':
      return `instructions/${key.split('.')[0]}.yaml`;
    case 'rule':
      return 'rules.yaml';
    case 'letter':
      return 'letters.yaml';
    case 'notice':
      return 'notices.yaml';
    case 'phrase':
      return phraseFiles.find((name) => parseDocument(read(name) ?? '').has(key)) ?? 'phrases.yaml';
  }
}

/** Records of a file replaced in place: what stands around them, comments too, stays. */
function withRecords(source: string | null, texts: readonly OwnText[]): string {
  const isList = texts.some(({ kind }) => kind === 'notice');
  const document = source === null ? new Document(isList ? [] : {}) : parseDocument(source);
  for (const { kind, key, body } of texts) {
    const record = withoutEmpty(body);
    if (kind === 'notice') putNotice(document, { key, record });
    else document.set(key, document.createNode(record));
  }
  return document.toString({ lineWidth: 0 });
}

function putNotice(document: Document, { key, record }: { key: string; record: unknown }): void {
  const list: unknown = document.toJS();
  const known = Array.isArray(list) ? list : [];
  const at = known.findIndex(
    (one: unknown) => typeof one === 'object' && one !== null && 'id' in one && one.id === key,
  );
  if (at < 0) document.add(document.createNode(record));
  else document.setIn([at], document.createNode(record));
}

/** What the files leave out where it is empty, they go on leaving out. */
function withoutEmpty(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const isEmpty = (name: string, value: unknown) =>
    value === undefined || (name === 'parts' && Object.keys(Object(value)).length === 0);
  return Object.fromEntries(Object.entries(body).filter(([name, value]) => !isEmpty(name, value)));
}

/** The files in one archive; the same bytes for the same texts. */
export function archiveOf(files: readonly TextFile[]): PackFile {
  const entries = Object.fromEntries(
    files.map(({ name, text }) => [path.posix.join('content', name), strToU8(text)]),
  );
  const bytes = zipSync(entries, { mtime: '1980-01-01T12:00:00' });
  return { name: 'content.zip', type: 'application/zip', bytes };
}
