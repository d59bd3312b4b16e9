// Owns reading a rule's value as staff type it, by the kind of the rule, and writing it for the field. An empty field is a
// value that the city has not confirmed.
import { z } from 'zod';
import type { Rule } from '../../core/texts.ts';
import { withoutCurrency } from '../../core/ukrainian.ts';

type Value = Rule['value'];
type Wrong = 'number' | 'money' | 'date' | 'url' | 'phone' | 'email';

/** A value as its field holds it; an unset one is empty. */
export function ruleValueText(kind: Rule['kind'], value: Value): string {
  if (value === null) return '';
  if (Array.isArray(value)) return value.join('\n');
  if (typeof value === 'number') return String(value).replace('.', ',');
  return kind === 'date' ? value : value.trim();
}

/** The value that was typed: hryvnias and numbers with or without blanks and currency, one list item a line. */
export function readRuleValue(
  kind: Rule['kind'],
  typed: string,
): { ok: true; value: Value } | { ok: false; problem: Wrong } {
  const text = typed.trim();
  if (text === '') return { ok: true, value: null };
  const good = (value: Value) => ({ ok: true as const, value });
  const wrong = (problem: Wrong) => ({ ok: false as const, problem });
  switch (kind) {
    case 'money': {
      const sum = numberIn(withoutCurrency(text));
      return sum === null ? wrong('money') : good(sum);
    }
    case 'number': {
      const number = numberIn(text);
      return number === null ? wrong('number') : good(number);
    }
    case 'list': {
      const items = text.split('\n').map((line) => line.trim().replace(/^[—–•-]\s+/, ''));
      return good(items.filter((line) => line !== ''));
    }
    case 'date': {
      const day = dayIn(text);
      return day === null ? wrong('date') : good(day);
    }
    case 'url':
      return /^https?:\/\//i.test(text) && z.url().safeParse(text).success ? good(text) : wrong('url');
    case 'phone':
      return isPhone(text) ? good(text) : wrong('phone');
    case 'email':
      return z.email().safeParse(text).success ? good(text) : wrong('email');
    case 'text':
      return good(text.replace(/\s*\n\s*/g, ' '));
  }
}

/** A number of people's writing, never below zero: `400 000`, `12,5`. Null: it is none. */
function numberIn(text: string): number | null {
  const plain = text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.');
  return /^\d{1,12}(\.\d{1,2})?$/.test(plain) ? Number(plain) : null;
}

/** `2026-12-31` or `31.12.2026`, if there is such a day. */
function dayIn(text: string): string | null {
  const [, day = '', month = '', year = ''] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text) ?? [];
  const iso = year === '' ? text : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (!/^\d{4}-\d\d-\d\d$/.test(iso)) return null;
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : null;
}

/** Digits as people write them, at least a short number of three: `15-80`, `+380 569 50 00 00`, `0569 (50) 00-00, 102`. */
function isPhone(text: string): boolean {
  return /^[+(\d][\d\s().,;/–-]*$/.test(text) && text.replace(/\D/g, '').length >= 3 && text.length <= 60;
}
