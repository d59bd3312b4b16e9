// Owns which letters the program itself sends, which of their places it fills, and which of those a letter is of no use
// without. What the letters say is the content's; sending them is src/app's.

/** `must`: places without which the letter would be sent in vain; `may`: others that it can use. */
export type LetterPlaces = { must: readonly string[]; may: readonly string[] };

const event = ['event.title', 'event.quoted', 'event.when', 'event.where', 'event.link'];
const question: LetterPlaces = { must: ['what'], may: ['name', 'value', 'consoleUrl'] };
const access: LetterPlaces = { must: [], may: ['value', 'consoleUrl'] };
const task: LetterPlaces = { must: ['what'], may: ['due', 'unit', 'consoleUrl', 'calendarUrl'] };

/** Letters to staff, by their names in content/letters.yaml. */
const toStaff: Readonly<Record<string, LetterPlaces>> = {
  signin: { must: ['signinUrl'], may: ['minutes'] },
  alarm: { must: ['what'], may: ['name', 'consoleUrl'] },
  approval: { must: ['what', 'consoleUrl'], may: ['name', 'value', 'start', 'end'] },
  'approval.alone': { must: ['consoleUrl'], may: ['name', 'start', 'end'] },
  question,
  'question.many': question,
  'question.deputy': question,
  'question.deputy.many': question,
  'question.answered': { must: ['answer'], may: ['name', 'consoleUrl'] },
  'question.refused': { must: ['value'], may: ['name', 'consoleUrl'] },
  'access.invited': access,
  'access.reset': access,
  'access.changed': access,
  'task.start': task,
  'task.soon': task,
  'task.late': task,
};

const toResidents: Readonly<Record<string, LetterPlaces>> = {
  optin: { must: ['confirmUrl'], may: [] },
  repermission: { must: [], may: [] },
  invitation: { must: ['event.when'], may: event },
  'invitation.chat': { must: ['event.when'], may: event },
  digest: { must: ['digest.days'], may: ['digest.now', 'contestTitle'] },
  'digest.open': { must: [], may: [] },
  'digest.next': { must: [], may: [] },
};

const programLetters = { ...toStaff, ...toResidents };
const none: LetterPlaces = { must: [], may: [] };

/** The letters that the program can't do without. */
export const neededLetters: readonly string[] = Object.keys(programLetters);

/** The places of a letter that the program fills; those of a campaign letter are the city's facts alone. */
export function letterPlaces(name: string): LetterPlaces {
  return programLetters[name] ?? none;
}

/** Whether a letter goes to those who work here, and not to residents. */
export function isToStaff(name: string): boolean {
  return toStaff[name] !== undefined;
}
