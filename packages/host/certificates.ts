import { secretRef, type Certificate, type File } from '@catalyst/model';

/** The files of certificates whose keys come from the secret store. */
export const certificateFiles = (certificates: readonly Certificate[]): readonly File[] =>
  certificates.flatMap(({ id, authority, directory, owner, group, onChange }) => {
    const file = (name: string, content: string): File => ({
      path: `${directory}/${name}`,
      content,
      owner,
      group,
      mode: 0o640,
      onChange,
    });
    return [file('ca.crt', secretRef(authority)), file('tls.pem', secretRef(id))];
  });
