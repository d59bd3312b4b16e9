// Owns reading e-mail addresses as people write them; whether anybody may be written to is decided elsewhere.
import { domainToASCII } from 'node:url';
import { suggestDomain } from './domain-typo.ts';

export const addressProblems = [
  'noAt',
  'severalAt',
  'localLetters',
  'localForm',
  'domainIncomplete',
  'domainForm',
  'mixedLetters',
  'tooLong',
] as const;
export type AddressProblem = (typeof addressProblems)[number];

/**
 * What was read. `address` is in lower case with the domain in its ASCII form: for sending and for comparing.
 * `suggestion` is a whole address that was probably meant; it is for a person to decide, never applied.
 */
export type AddressReading =
  | { ok: true; address: string; suggestion: string | null }
  | { ok: false; problem: AddressProblem; suggestion: string | null };

/** RFC 5321, 4.5.3.1: octets of a local part; 254 is what fits a path of 256 with its brackets. */
const longest = { local: 64, address: 254, label: 63 };
const localForm = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const labelForm = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const invisible = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g;

/** Reads one address: blanks, brackets, a name before it, `mailto:` and full stops or commas around it are left out. */
export function readAddress(text: string): AddressReading {
  const written = tokensOf(text);
  if (written.length > 1 && written.filter((token) => token.includes('@')).length > 1)
    return refused('severalAt');
  return readToken(written.find((token) => token.includes('@')) ?? written[0] ?? '');
}

/**
 * Reads every address of a cell; they stand apart by commas, semicolons, slashes, bars or blanks. Words beside an
 * address are taken for a name. A cell with words only is one refused reading, an empty cell none.
 */
export function readAddresses(cell: string): AddressReading[] {
  const tokens = tokensOf(cell);
  const addresses = tokens.filter((token) => token.includes('@'));
  return addresses.length > 0 ? addresses.map(readToken) : tokens.slice(0, 1).map(readToken);
}

/** An address for people's eyes: `o***@ukr.net`. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return at > 0 ? `${[...address][0]}***${address.slice(at)}` : '***';
}

function tokensOf(text: string): string[] {
  const clean = text
    .replace(invisible, '')
    .replace(/\s+/g, ' ')
    .replace(/\s?@\s?/g, '@');
  // A quoted name may hold commas and even an @; what is quoted and followed by an address is a name.
  const unnamed = clean.replace(/"[^"]*"(?=\s*<)/g, ' ');
  return unnamed
    .split(/[\s,;<>|]+|(?<=@[^\s@/]*)\//)
    .map((token) =>
      token.replace(/^[:"'«»„“”()[\]]+|[.:"'«»„“”()[\]]+$/g, '').replace(/^(?:mailto|e-?mail):/i, ''),
    )
    .filter((token) => token !== '');
}

function readToken(token: string): AddressReading {
  const lower = token.normalize('NFC').toLowerCase();
  const parts = lower.split('@');
  if (parts.length < 2) return refused('noAt');
  if (parts.length > 2) return refused('severalAt');
  const [local = '', domain = ''] = parts;
  const problem = localProblem(local) ?? domainProblem(domain);
  if (problem) return refused(problem, repaired(local, domain));
  const address = `${local}@${domainToASCII(domain)}`;
  if (address.length > longest.address) return refused('tooLong');
  const better = suggestDomain(domainToASCII(domain));
  return { ok: true, address, suggestion: better && `${local}@${better}` };
}

function refused(problem: AddressProblem, suggestion: string | null = null): AddressReading {
  return { ok: false, problem, suggestion };
}

function localProblem(local: string): AddressProblem | null {
  // Non-ASCII local parts need SMTPUTF8 (RFC 6531) at every server on the way; few have it.
  if (/[^\u0021-\u007E]/.test(local)) return 'localLetters';
  if (local.length > longest.local) return 'tooLong';
  return localForm.test(local) ? null : 'localForm';
}

function domainProblem(domain: string): AddressProblem | null {
  const labels = domain.split('.');
  if (labels.some((label) => /[a-z]/.test(label) && /\p{Script=Cyrillic}/u.test(label)))
    return 'mixedLetters';
  const ascii = domainToASCII(domain);
  const asciiLabels = ascii.split('.');
  if (asciiLabels.some((label) => !labelForm.test(label) || label.length > longest.label))
    return 'domainForm';
  if (asciiLabels.length < 2) return 'domainIncomplete';
  return /^(?:[a-z]{2,}|xn--[a-z0-9-]+)$/.test(asciiLabels.at(-1) ?? '') ? null : 'domainForm';
}

const lookAlikes: Readonly<Record<string, string>> = {
  а: 'a',
  в: 'b',
  е: 'e',
  і: 'i',
  к: 'k',
  м: 'm',
  н: 'h',
  о: 'o',
  р: 'p',
  с: 'c',
  т: 't',
  у: 'y',
  х: 'x',
};

/** The address that was probably meant by one with a Cyrillic look-alike or half a domain; null where none is clear. */
function repaired(local: string, domain: string): string | null {
  const latin = (text: string) => text.replace(/[а-яі]/g, (letter) => lookAlikes[letter] ?? letter);
  const newLocal = latin(local);
  const latinDomain = latin(domain);
  const newDomain = suggestDomain(latinDomain) ?? latinDomain;
  if (newLocal === local && newDomain === domain) return null;
  return localProblem(newLocal) || domainProblem(newDomain) ? null : `${newLocal}@${newDomain}`;
}
