import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { ApiError, type Problem } from '@/api/client';
import { Refused } from './Refused';

afterEach(cleanup);

const problem = (status: number, more: Partial<Problem> = {}) =>
  new ApiError({ type: '/problems/x', title: 'A title', status, detail: 'A detail.', requestId: 'r1', ...more });

it.each([
  [412, 'The store was changed while this was open'],
  [409, 'A detail. Nothing was saved.'],
])('%s says in plain words what happened, and offers to load the store again', async (status, words) => {
  const reload = vi.fn();
  render(<Refused error={problem(status)} onReload={reload} />);
  expect(screen.getByRole('alert').textContent).toContain(words);
  await userEvent.click(screen.getByRole('button', { name: 'Load it again' }));
  expect(reload).toHaveBeenCalledOnce();
});

it('leaves to the field what stands at the field', () => {
  const errors = [{ field: 'options.currency', message: 'No such currency.' }];
  render(<Refused error={problem(422, { errors })} onReload={vi.fn()} />);
  expect(screen.queryByRole('alert')).toBeNull();
});

it.each([
  [422, [{ field: '', message: 'Name something.' }]],
  [503, null],
])('tells any other refusal (%s) with its request, and offers no reload', (status, errors) => {
  render(<Refused error={problem(status, { errors })} onReload={vi.fn()} />);
  expect(screen.getByRole('alert').textContent).toContain('request r1');
  expect(screen.queryByRole('button')).toBeNull();
});
