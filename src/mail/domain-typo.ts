// Owns which mail domains are well known and which spelling was probably meant; nothing here changes an address.

/** Mail services that people of Ukrainian cities use: what a slip of the fingers is compared with. */
const services = [
  'gmail.com',
  'ukr.net',
  'meta.ua',
  'i.ua',
  'bigmir.net',
  'online.ua',
  'outlook.com',
  'hotmail.com',
  'icloud.com',
  'yahoo.com',
  'protonmail.com',
];

/** Real services one letter away from another one: never taken for a slip. */
const realNeighbours = new Set([
  'mail.com',
  'ymail.com',
  'email.com',
  'meta.com',
  'mail.ua',
  'email.ua',
  'gmx.com',
  'me.com',
]);

/** Whole domains that are no single slip, yet never what was meant. */
const wrongEndings: Readonly<Record<string, string>> = {
  'gmail.ua': 'gmail.com',
  'gmail.net': 'gmail.com',
  'gmail.ru': 'gmail.com',
  'gmail.com.ua': 'gmail.com',
  'ukr.com': 'ukr.net',
  'ukr.ua': 'ukr.net',
  'ukr.net.ua': 'ukr.net',
  gmail: 'gmail.com',
  gmailcom: 'gmail.com',
  ukr: 'ukr.net',
  ukrnet: 'ukr.net',
};

/** Shorter names differ by one letter too easily for a guess. */
const shortestGuess = 7;

/** The well-known domain that `domain` (lower case) was probably meant to be, or null. A suggestion only. */
export function suggestDomain(domain: string): string | null {
  if (services.includes(domain) || realNeighbours.has(domain)) return null;
  const ending = wrongEndings[domain];
  if (ending) return ending;
  return services.find((service) => service.length >= shortestGuess && oneSlip(domain, service)) ?? null;
}

/** Whether one typed letter too many, too few, wrong, or swapped with its neighbour lies between two words. */
function oneSlip(typed: string, meant: string): boolean {
  if (Math.abs(typed.length - meant.length) > 1) return false;
  let start = 0;
  while (start < typed.length && typed[start] === meant[start]) start += 1;
  let end = 0;
  const most = Math.min(typed.length, meant.length) - start;
  while (end < most && typed[typed.length - 1 - end] === meant[meant.length - 1 - end]) end += 1;
  const wrong = typed.slice(start, typed.length - end);
  const right = meant.slice(start, meant.length - end);
  if (wrong.length <= 1 && right.length <= 1) return true;
  return wrong.length === 2 && right.length === 2 && wrong[0] === right[1] && wrong[1] === right[0];
}
