// Owns showing how far a long command is: a bar that fills up on a terminal, a line for each tenth anywhere else.

/** Where it is shown: a process's standard error, or what stands in for it. */
export type Watched = { isTTY?: boolean; write: (text: string) => unknown };

/** What is shown of one step: `bar` is empty where no terminal redraws it. */
export type Shown = (of: { bar: string; percent: number }) => string;

const width = 30;

/**
 * A bar for one step of a command. What is done at one stroke shows none; a bar that began ends at 100 %, and whoever
 * gives up says so by `end`.
 */
export function progressBar(out: Watched, shown: Shown) {
  let last = 0;
  let begun = false;
  const draw = (percent: number) => {
    last = percent;
    begun = true;
    const filled = Math.floor((percent * width) / 100);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(width - filled)} `;
    out.write(out.isTTY ? `\r${shown({ bar, percent })}` : `${shown({ bar: '', percent })}\n`);
  };
  return {
    /** `done` of `all`, in any unit. */
    show: (done: number, all: number) => {
      const exact = all === 0 ? 100 : Math.floor((done * 100) / all);
      const percent = out.isTTY ? exact : exact - (exact % 10);
      if (begun ? percent <= last : exact === 100) return;
      if (!begun && percent > 0) draw(0);
      if (percent > last || !begun) draw(percent);
    },
    end: () => {
      if (begun && out.isTTY) out.write('\n');
      begun = false;
      last = 0;
    },
  };
}
