// Owns that dashboard and alerts ask for metrics and labels that the product really tells, and lead to what to do.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { createTally } from '../src/app/sending/tally.ts';
import { createMetrics, ownMetrics } from '../src/metrics.ts';
import { openWorld } from './support/harness.ts';
import { root, textOf } from './support/sources.ts';

const deploy = (name: string) => textOf(`docs/deploy/${name}`);

/** Names of metrics in an expression with the labels that are used beside each. */
function metricsIn(expression: string): { name: string; labels: string[] }[] {
  return [...expression.matchAll(/\b(uchast_[a-z0-9_]+)(?:\{([^}]*)\})?/g)].map((match) => ({
    name: match[1] ?? '',
    labels: [...(match[2] ?? '').matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map((label) => label[1] ?? ''),
  }));
}

/** Labels that an aggregation names, which its metrics must have. */
function groupedBy(expression: string): string[] {
  return [...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap((match) =>
    (match[1] ?? '').split(',').map((label) => label.trim()),
  );
}

const alertFile = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+[smh]$/)
            .optional(),
          labels: z.object({ severity: z.enum(['critical', 'warning']) }),
          annotations: z.object({ summary: z.string(), runbook_url: z.string() }),
        }),
      ),
    }),
  ),
});
const rules = alertFile.parse(parse(deploy('alerts.yaml'))).groups.flatMap((group) => group.rules);
const dashboard = z
  .looseObject({
    uid: z.string(),
    panels: z.array(
      z.looseObject({
        id: z.number(),
        title: z.string(),
        targets: z.array(z.looseObject({ expr: z.string() })).optional(),
      }),
    ),
  })
  .parse(JSON.parse(deploy('dashboard.json')));
const expressions = [
  ...rules.map(({ expr }) => expr),
  ...dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
];

describe('what Prometheus is told', () => {
  /** The exposition of a process in which something of everything happened. */
  async function told(): Promise<{ text: string; labels: Map<string, string[]> }> {
    const { app } = openWorld();
    const tally = createTally();
    tally.count('sends', ['telegram', 'sent']);
    tally.count('refusals', ['viber', '401']);
    tally.count('returns', ['hard']);
    const disk = async () => ({ state: { ready: true, detail: '' }, free: 1 });
    const metrics = createMetrics({
      app,
      purseLeft: async () => 5,
      tally,
      storage: { disk },
      version: '1.0.0',
    });
    metrics.answered({ room: 'hook', status: 200, seconds: 0.01 });
    const { text } = await metrics.read();
    const labels = new Map<string, string[]>();
    for (const match of text.matchAll(/^(uchast_\w+)(?:\{([^}]*)\})? /gm))
      labels.set(
        match[1] ?? '',
        [...(match[2] ?? '').matchAll(/(\w+)="/g)].map((label) => label[1] ?? ''),
      );
    return { text, labels };
  }

  it('holds every metric that dashboard and alerts ask for, with these labels', async () => {
    const { text, labels } = await told();
    const types = new Set([...text.matchAll(/^# TYPE (\w+) /gm)].map((match) => match[1] ?? ''));
    const always = ['job', 'instance', 'le'];
    for (const expression of expressions) {
      const used = metricsIn(expression);
      for (const { name, labels: asked } of used) {
        const base = name.replace(/_(?:bucket|sum|count)$/, '');
        expect([...types], expression).toContain(types.has(name) ? name : base);
        const has = [...(ownMetrics[base] ?? ownMetrics[name] ?? labels.get(name) ?? []), ...always];
        const wanted = [...asked, ...groupedBy(expression)];
        expect(
          wanted.filter((label) => !has.includes(label)),
          expression,
        ).toEqual([]);
      }
    }
  });

  it('shows the labels that are promised, and no label that could name a person', async () => {
    const { labels } = await told();
    for (const [name, given] of labels) {
      const promised = ownMetrics[name] ?? ownMetrics[name.replace(/_(?:bucket|sum|count)$/, '')];
      if (promised) expect([...promised, 'le']).toEqual(expect.arrayContaining(given));
      expect(given.filter((label) => /person|address|token|email|chat|session|user/.test(label))).toEqual([]);
    }
  });
});

describe('alerts', () => {
  it('say in Ukrainian what happened, each under a name of its own', () => {
    expect(rules.length).toBeGreaterThan(10);
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    expect(rules.filter(({ annotations }) => !/^[А-ЯІЇЄҐ«].*[а-яіїєґ]/.test(annotations.summary))).toEqual(
      [],
    );
  });

  it('lead to a row of the README that tells what to do', () => {
    const readme = textOf('README.md');
    const anchors = new Set([...readme.matchAll(/<a id="([^"]+)"><\/a>/g)].map((match) => match[1]));
    const missing = rules
      .map(({ annotations }) => annotations.runbook_url)
      .filter((url) => !url.startsWith('README.md#') || !anchors.has(url.slice('README.md#'.length)));
    expect(missing).toEqual([]);
  });
});

it('the dashboard has panels of different numbers, each with words', () => {
  const ids = dashboard.panels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(dashboard.panels.filter(({ title }) => !/[а-яіїєґ]/i.test(title))).toEqual([]);
  expect(readFileSync(path.join(root, 'docs/deploy/dashboard.json'), 'utf8')).toContain('"uid": "uchast"');
});
