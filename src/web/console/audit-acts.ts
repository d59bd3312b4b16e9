// Owns the list of acts that the audit trail has words for, `console.audit.act.<act>` each; a test holds it to the code.

/** By what they are done to, in the order of the search form. */
export const actGroups = {
  access: [
    'signIn',
    'signOut',
    'signIn.refused',
    'access.password',
    'access.codes',
    'access.remove',
    'access.end',
  ],
  staff: [
    'staff.add',
    'staff.invite',
    'staff.role',
    'staff.disable',
    'staff.reset',
    'staff.endSessions',
    'duty.save',
  ],
  plan: [
    'plan.import',
    'plan.confirm',
    'plan.unconfirm',
    'plan.correct',
    'plan.settle',
    'plan.split',
    'plan.merge',
    'plan.add',
    'plan.dropRow',
    'plan.undo',
    'plan.version',
    'plan.drop',
    'evidence.add',
    'evidence.remove',
    'task.done',
    'task.dropped',
    'task.superseded',
    'pack.make',
    'cycle.next',
  ],
  calendar: ['calendar.set', 'happening.add', 'holiday.add', 'holiday.remove', 'event.add'],
  broadcast: [
    'broadcast.create',
    'broadcast.edit',
    'broadcast.test',
    'broadcast.approve',
    'broadcast.pause',
    'broadcast.resume',
    'broadcast.cancel',
    'broadcast.correct',
    'broadcast.recall',
    'broadcast.retry',
    'unknown.resend',
    'unknown.leave',
    'picture.keep',
    'file.keep',
  ],
  talk: [
    'question.answer',
    'question.take',
    'question.leave',
    'unanswered.close',
    'text.propose',
    'text.approve',
    'text.withdraw',
    'text.undo',
  ],
  projects: ['projects.import', 'projects.step'],
  people: ['source.add', 'list.import', 'list.export', 'data.export', 'data.erase'],
  server: ['backup.make'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ActGroup = keyof typeof actGroups;
export const groupNames = Object.keys(actGroups) as ActGroup[];

/** Every act that has words. */
export const knownActs: readonly string[] = Object.values(actGroups).flat();
