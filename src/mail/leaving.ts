// Owns the reasons that people can give when they leave a mailing; their words are in content/, their counts in the desk's.

/** often: too many · uninteresting · unasked: never asked for them · elsewhere: hears of it otherwise · moved away · other. */
export const leavingReasons = ['often', 'uninteresting', 'unasked', 'elsewhere', 'moved', 'other'] as const;
export type LeavingReason = (typeof leavingReasons)[number];
