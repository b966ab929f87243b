const STEPS = ['', 'Ki', 'Mi', 'Gi', 'Ti'];

/** A Kubernetes quantity of bytes for people: “640 MiB”, “2.1 GiB”; what is not understood stays as it is. */
export function bytes(quantity: string): string {
  const [, digits, unit = ''] = /^(\d+)(Ki|Mi|Gi|Ti)?$/.exec(quantity) ?? [];
  if (!digits) return quantity;
  let value = Number(digits);
  let step = STEPS.indexOf(unit);
  for (; value >= 1024 && step < STEPS.length - 1; step += 1) value /= 1024;
  return `${Number(value.toFixed(1))} ${STEPS[step]}B`;
}

/** A quantity of CPU for people: “0.9 cores”. */
export function cores(quantity: string): string {
  const [, digits, milli] = /^(\d+)(m?)$/.exec(quantity) ?? [];
  if (!digits) return quantity;
  const value = Number(digits) / (milli ? 1000 : 1);
  return `${value} ${value === 1 ? 'core' : 'cores'}`;
}
