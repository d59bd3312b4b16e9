// Owns masking people's names in texts that become open data, where a name can be told by its form.
import { maskPersonal, personalMask } from './personal.ts';

const surname = String.raw`\p{Lu}[\p{Ll}’'ʼ]+(?:-\p{Lu}[\p{Ll}’'ʼ]+)?`;
const initials = String.raw`\p{Lu}\.[\s\u00a0]?\p{Lu}\.`;
/** A father's name tells a whole name from other words with capitals. */
const fathers = String.raw`\p{Lu}\p{Ll}+(?:[ійо]вич(?:а|у|ем|еві)?|[ії]вн(?:а|и|і|у|ою)|ївн(?:а|и|і|у|ою))`;

const forms: readonly RegExp[] = [
  new RegExp(String.raw`(?<![\p{L}.])${surname}[\s\u00a0]+${initials}`, 'gu'),
  new RegExp(String.raw`(?<![\p{L}.])${initials}[\s\u00a0]?${surname}`, 'gu'),
  new RegExp(String.raw`(?<!\p{L})(?:${surname}[\s\u00a0]+)?${surname}[\s\u00a0]+${fathers}(?!\p{L})`, 'gu'),
];

/** Streets, squares and schools are named after people who are no secret. */
const place =
  /(?:імені|ім\.|вулиц\p{L}*|вул\.|проспект\p{L}*|просп\.|площ\p{L}*|пл\.|бульвар\p{L}*|бульв\.|провул\p{L}*|пров\.|парк\p{L}*|сквер\p{L}*)[\s\u00a0]*$/iu;

/**
 * Masks names with initials and names with a father's name, then everything that `maskPersonal` knows. What a place is
 * called after stays. A name and a surname alone look like any two words with capitals: those are not found.
 */
export function maskNames(text: string): string {
  let masked = text;
  for (const form of forms) {
    masked = masked.replace(form, (found: string, at: number, whole: string) =>
      place.test(whole.slice(Math.max(0, at - 30), at)) ? found : personalMask,
    );
  }
  return maskPersonal(masked).text;
}
