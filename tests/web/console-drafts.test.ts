// The console's list of ideas that residents show: taking one down needs a reason, and goes to the desk as it was written.
import { describe, expect, test } from 'vitest';
import { browser, literalDesk, refusal } from './console-desk.ts';

describe('taking a shown idea down', () => {
  test('asks the desk with the reason and who did it, and says so', async () => {
    const { desk, acts } = literalDesk();
    const response = await browser(desk).post('editor', '/drafts/abcde23456/down', { reason: 'Реклама' });
    expect(response.headers.get('location')).toBe('/console/drafts?done=draftDown');
    expect(acts).toEqual(['drafts.takeDown "abcde23456" "Реклама" "editor@example.org"']);
  });

  test('asks nothing without a reason, and says what is missing at the field', async () => {
    const { desk, acts } = literalDesk();
    const response = await browser(desk).post('editor', '/drafts/abcde23456/down', { reason: ' ' });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('aria-invalid="true"');
    expect(acts).toEqual([]);
  });

  test('keeps the reason where the desk refuses', async () => {
    const { desk } = literalDesk();
    const drafts = { ...desk.drafts, takeDown: async () => refusal };
    const response = await browser({ ...desk, drafts }).post('editor', '/drafts/abcde23456/down', {
      reason: 'Чиїсь дані',
    });
    expect(response.status).toBe(409);
    const page = await response.text();
    expect(page).toContain('Місто каже: не можна.');
    expect(page).toContain('Чиїсь дані');
  });
});
