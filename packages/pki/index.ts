import { defineTier } from '@catalyst/model';
import { pkiHost } from './host/index.ts';
import { planPki } from './plan.ts';
import { PkiSpec } from './spec.ts';

export { PkiSpec } from './spec.ts';

/** The certificate authority of a site: hosts prove to it who they are, and get and renew their certificates by themselves. */
export const pki = defineTier({
  name: 'pki',
  title: 'Certificate authority',
  stage: 'foundation',
  spec: PkiSpec,
  plan: planPki,
  host: pkiHost,
});
