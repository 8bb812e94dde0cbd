import { secretRef, type File, type OnChange } from '@catalyst/model';

/** A file that only a service and root read. */
export const readable = (
  group: string,
  path: string,
  content: string,
  onChange?: OnChange,
  validate?: string,
): File => ({
  path,
  content,
  owner: 'root',
  group,
  mode: 0o640,
  ...(validate === undefined ? {} : { validate }),
  ...(onChange === undefined ? {} : { onChange }),
});

/** A secret in a file of its own, and nothing else in it: so it may hold any character. */
export const secretFile = (group: string, path: string, id: string, onChange?: OnChange): File =>
  readable(group, path, secretRef(id), onChange);

export const restart = (unit: string): OnChange => ({ restart: unit });

/** As people read it in a diff. */
export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
