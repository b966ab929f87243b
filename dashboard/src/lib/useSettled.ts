import { useEffect, useState } from 'react';

/** A value once it has not changed for a while (milliseconds); compared as JSON. */
export function useSettled<T>(value: T, after: number): T {
  const [settled, setSettled] = useState(value);
  const written = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(written) as T), after);
    return () => clearTimeout(timer);
  }, [written, after]);
  return settled;
}
