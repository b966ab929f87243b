/** The rules of shared/domain/naming.py, so that a name is judged while it is typed; the api decides. */
export const NAME_MIN = 3;
export const NAME_MAX = 57;

export function nameFault(name: string): string | undefined {
  if (name.length < NAME_MIN) return `At least ${NAME_MIN} characters.`;
  if (name.length > NAME_MAX) return `At most ${NAME_MAX} characters.`;
  if (/[^a-z0-9-]/.test(name)) return 'Only lower-case letters a–z, digits and hyphens.';
  if (name.startsWith('-') || name.endsWith('-')) return 'Begin and end with a letter or digit.';
  if (name.includes('--')) return 'Not two hyphens in a row.';
  return undefined;
}
