// Owns turning a part of an office document into a small tree, strictly and without entities; what the elements mean
// belongs to the readers.

import { SaxesParser } from 'saxes';

/** An element by its local name: every office namespace we read has distinct local names where it matters. */
export type XmlElement = {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: XmlNode[];
};
export type XmlNode = XmlElement | string;

export type XmlReading =
  | { ok: true; root: XmlElement }
  | { ok: false; code: 'damaged' | 'forbiddenXml' | 'bomb' };

const limits = { depth: 200, nodes: 1_000_000 } as const;

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function localAttributes(attributes: Readonly<Record<string, string>>): Record<string, string> {
  const named: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(attributes)) {
    if (!name.startsWith('xmlns')) named[localName(name)] = value;
  }
  return named;
}

/** A refusal leaves the parser's callbacks as an error whose message is the code. */
function refuse(code: 'damaged' | 'forbiddenXml' | 'bomb'): never {
  throw new Error(code);
}

function parse(text: string): XmlElement {
  const root: XmlElement = { name: '#document', attributes: {}, children: [] };
  const open: XmlElement[] = [root];
  let nodes = 0;
  const parser = new SaxesParser();
  const add = (node: XmlNode): void => {
    nodes += 1;
    if (nodes > limits.nodes || open.length > limits.depth) refuse('bomb');
    open.at(-1)?.children.push(node);
  };
  parser.on('error', () => {
    refuse('damaged');
  });
  // Office files never carry a DTD; one can only be there to define entities.
  parser.on('doctype', () => {
    refuse('forbiddenXml');
  });
  parser.on('opentag', (tag) => {
    const element: XmlElement = {
      name: localName(tag.name),
      attributes: localAttributes(tag.attributes as Record<string, string>),
      children: [],
    };
    add(element);
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.on('text', add);
  parser.on('cdata', add);
  parser.write(text).close();
  const element = root.children.find((node) => typeof node !== 'string');
  return element ?? refuse('damaged');
}

/** Parses UTF-8 or UTF-16 bytes of one part. A DTD is refused, not skipped: nothing of ours needs one. */
export function readXml(bytes: Uint8Array): XmlReading {
  try {
    const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    const encoding = utf16 ? (bytes[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8';
    return { ok: true, root: parse(new TextDecoder(encoding, { fatal: true }).decode(bytes)) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    return { ok: false, code: reason === 'bomb' || reason === 'forbiddenXml' ? reason : 'damaged' };
  }
}

/** The child elements, without the text between them. */
export function elementsOf(element: XmlElement): XmlElement[] {
  return element.children.filter((node) => typeof node !== 'string');
}

/** The first child element of that local name. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element && elementsOf(element).find((child) => child.name === name);
}

/** All child elements of that local name; none of a missing element. */
export function childrenOf(element: XmlElement | undefined, name: string): XmlElement[] {
  return element ? elementsOf(element).filter((child) => child.name === name) : [];
}

/** The text directly inside an element, white space kept. */
export function textOf(element: XmlElement): string {
  return element.children.filter((node) => typeof node === 'string').join('');
}

/** Every descendant of that name, in document order. */
export function descendantsOf(element: XmlElement, name: string): XmlElement[] {
  return elementsOf(element).flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...descendantsOf(child, name),
  ]);
}
