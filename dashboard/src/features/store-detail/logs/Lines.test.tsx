import { focusManager, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Lines } from './Lines';

/** An api that has one line more each time that it is asked; the client takes its fetch when it is imported. */
const { asked, api } = vi.hoisted(() => {
  const asked: string[] = [];
  const api = { answer: (_since: string): unknown => ({}) };
  globalThis.fetch = async (input) => {
    const since = new URL((input as Request).url).searchParams.get('since') ?? '';
    asked.push(since);
    return Response.json(api.answer(since));
  };
  return { asked, api };
});

api.answer = (since) => {
  const number = Number(since || '0') + 1;
  const at = `2026-01-01T00:00:0${number}.000000000Z`;
  const lines = [{ at, pod: 'web-1', container: 'web', text: `line ${number}` }];
  return { component: 'web', lines, next: `${number}`, note: '' };
};

beforeEach(() => {
  vi.useFakeTimers();
  asked.length = 0;
});

afterEach(() => {
  cleanup();
  focusManager.setFocused(undefined);
  vi.useRealTimers();
});

const later = (seconds: number) => act(() => vi.advanceTimersByTimeAsync(seconds * 1000));

async function open() {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Lines name="tea" component="web" />
    </QueryClientProvider>,
  );
  await later(0.1);
}

it('asks again from where the last answer ended and keeps what it had', async () => {
  await open();
  await later(6);
  expect(asked).toEqual(['', '1', '2']);
  expect(screen.getAllByRole('listitem').map((line) => line.textContent)).toEqual([
    expect.stringContaining('line 1'),
    expect.stringContaining('line 2'),
    expect.stringContaining('line 3'),
  ]);
});

it('does not ask while nobody sees the page', async () => {
  await open();
  focusManager.setFocused(false);
  await later(60);
  expect(asked).toEqual(['']);
});

it('stops at a click and goes on at another', async () => {
  await open();
  fireEvent.click(screen.getByRole('button', { name: 'Pause' }));
  await later(60);
  expect(asked).toEqual(['']);
  fireEvent.click(screen.getByRole('button', { name: 'Follow' }));
  await later(3);
  expect(asked).toEqual(['', '1']);
});
