// Owns the neutral description of a test document; documents.ts fills it, the writers beside it turn it into files.

/** A cell: its paragraphs, how many rows it spans downwards and how many columns to the right. */
export type ModelCell = { paragraphs: string[]; down: number; across: number };
export type ModelRow = ModelCell[];
export type Model = {
  name: string;
  above: string[];
  /** Widths differ only by spans: every row covers all columns, cells under a spanning one are left out. */
  rows: ModelRow[];
  below: string[];
};

export function cell(text: string, spans: { down?: number; across?: number } = {}): ModelCell {
  return { paragraphs: text.split('¶'), down: spans.down ?? 1, across: spans.across ?? 1 };
}

/** A row of plain cells. `¶` begins a new paragraph, `\n` breaks a line. */
export function row(...cells: (string | ModelCell)[]): ModelRow {
  return cells.map((one) => (typeof one === 'string' ? cell(one) : one));
}

export function columnsOf(model: Model): number {
  return (model.rows[0] ?? []).reduce((sum, one) => sum + one.across, 0);
}

/** A position of the laid-out table. `origin`: the cell begins here; else it is covered from above or from the left. */
export type Place = { cell: ModelCell; origin: boolean; above: boolean };

/** The table with every position filled, so that writers needn't count spans. */
export function placesOf(model: Model): Place[][] {
  const width = columnsOf(model);
  const open: ({ cell: ModelCell; left: number } | null)[] = Array.from({ length: width }, () => null);
  return model.rows.map((cells) => {
    const places: Place[] = [];
    const waiting = [...cells];
    while (places.length < width) {
      const column = places.length;
      const running = open[column];
      if (running && running.left > 0) {
        running.left -= 1;
        places.push({ cell: running.cell, origin: false, above: true });
        continue;
      }
      const next = waiting.shift();
      if (!next) throw new Error(`${model.name}: a row has too few cells`);
      for (let index = 0; index < next.across; index += 1) {
        open[column + index] = { cell: next, left: next.down - 1 };
        places.push({ cell: next, origin: index === 0, above: false });
      }
    }
    return places;
  });
}
