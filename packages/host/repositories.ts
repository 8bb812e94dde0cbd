import type { File, Repository } from '@catalyst/model';
import { systemFile } from './base/file.ts';

/**
 * What apt reads about archives beside the distribution's own: for each its address in deb822 and the key that signs it,
 * and nothing else: a key in `trusted.gpg.d` would sign for every archive.
 * @source sources.list(5), "deb822-style format" and Signed-By; apt 2.4 of Ubuntu 22.04 reads armoured keys from `*.asc`
 */
export const repositoryFiles = (repositories: readonly Repository[]): readonly File[] =>
  repositories.flatMap(({ name, uri, suite, components, key }) => {
    const keyring = `/etc/apt/keyrings/catalyst-${name}.asc`;
    return [
      { path: keyring, content: key.endsWith('\n') ? key : `${key}\n`, owner: 'root', group: 'root', mode: 0o644 },
      systemFile(`/etc/apt/sources.list.d/catalyst-${name}.sources`, [
        'Types: deb',
        `URIs: ${uri}`,
        `Suites: ${suite}`,
        // A suite that ends with a slash is the path of a flat archive, which has no components. @source sources.list(5)
        ...(suite.endsWith('/') ? [] : [`Components: ${components.join(' ')}`]),
        `Signed-By: ${keyring}`,
      ]),
    ];
  });
