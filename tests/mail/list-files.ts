// Owns reading made lists in tests with the city's own words, and their bytes in Windows-1251, as older programs save them.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readSubscriberList, type SubscriberList } from '../../src/mail/list.ts';

const words = parse(readFileSync(new URL('../../content/mail.yaml', import.meta.url), 'utf8')) as Record<
  string,
  string
>;

/** A phrase of the city by its key. */
export function phrase(key: string): string {
  return words[key] ?? `no such phrase: ${key}`;
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Reads a list, a text being one in UTF-8. */
export function read(bytes: Uint8Array | string, name = 'список.csv'): Promise<SubscriberList> {
  return readSubscriberList({ name, bytes: typeof bytes === 'string' ? utf8(bytes) : bytes }, phrase);
}

/** The list that was read; throws with the problem where there is none. */
export function good(list: SubscriberList) {
  if (!list.ok) throw new Error(list.problem.message);
  return list;
}

const codes = new Map(
  Array.from({ length: 256 }, (_, code) => [
    new TextDecoder('windows-1251').decode(Uint8Array.of(code)),
    code,
  ]),
);

/** The text in Windows-1251; throws at a letter that it lacks. */
export function inWindows1251(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => {
    const code = codes.get(letter);
    if (code === undefined) throw new Error(`no ${letter} in Windows-1251`);
    return code;
  });
}
