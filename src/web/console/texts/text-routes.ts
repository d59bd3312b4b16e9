// Owns the order of the pages of texts: a page's own name comes before the kinds.

import type { ConsoleRoute } from '../visit.ts';
import { textActRoutes } from './text-acts.ts';
import { textCheckRoutes } from './text-check.ts';
import { textEditRoutes } from './text-edit.ts';
import { textHistoryRoutes } from './text-history.ts';
import { textHomeRoutes } from './text-home.ts';
import { textListRoutes } from './text-lists.ts';
import { textPreviewRoutes } from './text-preview.ts';

export const textRoutes: readonly ConsoleRoute[] = [
  ...textHomeRoutes,
  ...textPreviewRoutes,
  ...textCheckRoutes,
  ...textListRoutes,
  ...textEditRoutes,
  ...textActRoutes,
  ...textHistoryRoutes,
];
