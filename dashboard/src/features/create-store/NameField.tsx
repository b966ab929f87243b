import type { Me } from '@/api/client';
import { Field, TextInput } from '@/components/ui/field';
import { nameFault } from '@/lib/names';

type Props = {
  name: string;
  onChange: (name: string) => void;
  platform: Me['platform'] | undefined;
  refused: string | undefined;
};

/** The name, judged while it is typed, with the address that it will have. */
export function NameField({ name, onChange, platform, refused }: Props) {
  const fault = name.length > 2 ? nameFault(name) : undefined;
  const port = platform?.port ? `:${platform.port}` : '';
  const address = platform && `${platform.scheme}://${name || 'name'}.${platform.baseDomain}${port}`;
  return (
    <Field
      label="Name"
      fault={refused ?? fault}
      hint={
        <>
          Its address: <span className="font-mono break-all text-ink-soft">{address}</span>
        </>
      }
    >
      <TextInput
        required
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        placeholder="my-shop"
        className="max-w-md font-mono"
        value={name}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </Field>
  );
}
