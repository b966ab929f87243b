import { useSyncExternalStore } from 'react';

const STEPS: [number, Intl.RelativeTimeFormatUnit][] = [
  [60, 'second'],
  [3600, 'minute'],
  [86_400, 'hour'],
  [Number.POSITIVE_INFINITY, 'day'],
];
const SIZE: Record<string, number> = { second: 1, minute: 60, hour: 3600, day: 86_400 };
const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });

/** “2 min. ago”, as of `now` (milliseconds). */
export function ago(iso: string, now: number): string {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
  if (seconds < 5) return 'just now';
  const unit = STEPS.find(([limit]) => seconds < limit)?.[1] ?? 'day';
  return format.format(-Math.floor(seconds / (SIZE[unit] ?? 1)), unit);
}

/** “4 s” or “1 min 20 s”. */
export function lasting(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** A measured duration: “0.84 s” below ten seconds, then as `lasting`; “–” where nothing was measured. */
export function precise(seconds: number | null): string {
  if (seconds === null) return '–';
  return seconds < 10 ? `${Number(seconds.toPrecision(2))} s` : lasting(seconds);
}

let now = Date.now();
const waiting = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | undefined;

function subscribe(wake: () => void): () => void {
  waiting.add(wake);
  ticking ??= setInterval(() => {
    now = Date.now();
    for (const one of waiting) one();
  }, 1000);
  return () => {
    waiting.delete(wake);
    if (waiting.size === 0) {
      clearInterval(ticking);
      ticking = undefined;
    }
  };
}

/** The time in milliseconds, once a second, one timer for the whole page. */
export const useNow = () => useSyncExternalStore(subscribe, () => now);
