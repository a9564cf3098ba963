import { expect, test } from '@jest/globals';
import { minutes } from '../../domain/time.ts';
import { LateFirings } from '../../gateway/late-firings.ts';
import { alert, workflowId } from './alerts.ts';

const now = Date.parse('2026-01-01T12:00:00Z');
const began = (at: number, status: 'firing' | 'resolved') => alert('a', { status, startsAt: new Date(at).toISOString(), receivedAt: now });

test('a firing that its own resolved overtook is over; one that began later is not', () => {
  const late = new LateFirings();
  expect(late.isOver(began(now, 'resolved'), workflowId)).toBe(false);
  expect(late.isOver(began(now, 'firing'), workflowId)).toBe(true);
  expect(late.isOver(began(now - 1, 'firing'), workflowId)).toBe(true);
  expect(late.isOver(began(now + 1, 'firing'), workflowId)).toBe(false);
  expect(late.isOver(began(now, 'firing'), 'another incident')).toBe(false);
});

test('a resolved from more than ten minutes ahead silences nothing, and takes nothing back', () => {
  const late = new LateFirings();
  late.isOver(began(now, 'resolved'), workflowId);
  expect(late.isOver(began(now + minutes(10) + 1, 'resolved'), workflowId)).toBe(false);
  expect(late.isOver(began(now + minutes(1), 'firing'), workflowId)).toBe(false);
  expect(late.isOver(began(now, 'firing'), workflowId)).toBe(true);
});

test('a resolved from a clock that is ten minutes ahead counts', () => {
  const late = new LateFirings();
  late.isOver(began(now + minutes(10), 'resolved'), workflowId);
  expect(late.isOver(began(now + minutes(10), 'firing'), workflowId)).toBe(true);
});
