// Owns addresses as they stand in a letter and in its envelope; who has which address is the ledger's.
import { domainToASCII } from 'node:url';

/** The bare address of `Name <address>`. */
export function addressOf(from: string): string {
  return /<([^<>]+)>\s*$/.exec(from)?.[1]?.trim() ?? from.trim();
}

/** The words before the address of `Name <address>`, without quotation marks around them; none: ''. */
export function nameOf(from: string): string {
  const name = /^(.*)<[^<>]+>\s*$/.exec(from)?.[1]?.trim() ?? '';
  return name.replace(/^"(.*)"$/, '$1').replace(/\\(.)/g, '$1');
}

/** What stands behind the last `@`. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/**
 * Whether this is one bare address and nothing else: the library would read a comma as a second recipient. What it
 * may contain beyond that is the mail server's to judge.
 */
export function isOneAddress(address: string): boolean {
  return /^[^\s<>,;:"()[\]\\@]+@[^\s<>,;:"()[\]\\@]+$/.test(address);
}

/** Whether an address goes into a header and an envelope just as it is: a dot-atom of ASCII (RFC 5322, 3.2.3). */
export function isPlainAddress(address: string): boolean {
  return /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@[A-Za-z0-9.-]+$/.test(address);
}

/**
 * One address as it stands in an envelope: a national domain in its ASCII form, unless the name before it needs
 * SMTPUTF8 (RFC 6531) anyway; a name whose dots are no dot-atom in quotation marks.
 */
export function envelopeAddress(address: string): string {
  if (isPlainAddress(address)) return address;
  const domain = domainOf(address);
  const name = address.slice(0, -domain.length - 1);
  const plain = /^\p{ASCII}*$/u.test(name);
  const quoted = /^\.|\.\.|\.$/.test(name) ? `"${name}"` : name;
  return `${quoted}@${plain ? domainToASCII(domain) || domain : domain}`;
}
