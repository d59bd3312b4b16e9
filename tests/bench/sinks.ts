// Owns starting a sink and asking it.
import { startChild } from './child.ts';
import type { SinkFigures, SinkOptions } from './sink.ts';

export type Sink = {
  url: string;
  /** So far, or of so many seconds from the first call. */
  figures: (seconds?: number) => Promise<SinkFigures>;
  end: () => Promise<void>;
};

export async function startSink(options: SinkOptions): Promise<Sink> {
  const child = startChild('sink.ts', options);
  const { url } = await child.next<{ url: string }>();
  return { url, figures: (seconds) => child.ask<SinkFigures>({ seconds }), end: child.end };
}
