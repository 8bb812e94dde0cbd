import { secretName } from '../names.ts';
import type { Platform } from '@catalyst/model';

/** What runs before an installation script: how a host gets a secret. Only the host's role decides which it may have. */
export const secretPreamble = (platform: Platform, region: string): string =>
  [
    'secret() {',
    `  aws secretsmanager get-secret-value --region ${region} --output text --query SecretString \\`,
    `    --secret-id "${secretName(platform, '$1')}"`,
    '}',
  ].join('\n');

/** The AWS command line, which Ubuntu's images lack and its archive has. The lock is another installer's, at the first boot. */
const awsCli = (region: string): readonly string[] => [
  `export HOME=/root DEBIAN_FRONTEND=noninteractive AWS_DEFAULT_REGION=${region}`,
  'if ! command -v aws >/dev/null; then',
  '  apt-get -q -y -o DPkg::Lock::Timeout=600 update',
  '  apt-get -q -y -o DPkg::Lock::Timeout=600 install --no-install-recommends awscli',
  'fi',
];

/** Downloads the script that `$script` names to `$work/install`, and checks that it is the one that was meant. */
const DOWNLOAD = [
  'work=$(mktemp -d)',
  'trap \'rm -rf "$work"\' EXIT',
  '# A permission takes some seconds to be known everywhere.',
  'for _ in {1..12}; do',
  '  aws s3 cp --only-show-errors "$script" "$work/install" && break',
  '  sleep 5',
  'done',
  'name=${script##*/}',
  'printf \'%s  %s\\n\' "${name%.sh}" "$work/install" | sha256sum --check --quiet',
  'export CATALYST_MIRROR=$mirror',
];

/**
 * User data: makes an instance into its host when it first boots. It is the same for all nodes, and finds its own script.
 * All nodes boot at once, which is how a quorum comes up; whoever finds its volume, a secret or the others missing tries
 * again for an hour.
 */
export const firstBoot = (region: string, parameters: string, mirror: string): string =>
  [
    '#!/bin/bash',
    'set -Eeuo pipefail',
    ...awsCli(region),
    'metadata() {',
    '  curl -fsS --retry 5 -H "X-aws-ec2-metadata-token: $token" "http://169.254.169.254/latest/meta-data/$1"',
    '}',
    "token=$(curl -fsS --retry 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' http://169.254.169.254/latest/api/token)",
    'host=$(metadata tags/instance/catalyst:host)',
    `script=$(aws ssm get-parameter --name "${parameters}$host" --output text --query Parameter.Value)`,
    `mirror=${mirror}`,
    ...DOWNLOAD,
    'until bash "$work/install"; do',
    '  ((SECONDS < 3600))',
    '  sleep 15',
    'done',
    '',
  ].join('\n');

/** How long an installation may take: packages, and the slowest gate, which waits for copies to catch up. */
export const INSTALL_SECONDS = 7200;

/** A document of Systems Manager that applies a script to a host that runs. @source https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-schemas-features.html */
export const applyDocument = (region: string) => ({
  schemaVersion: '2.2',
  description: 'Makes a host what its script says, and ends well when the host is healthy.',
  parameters: {
    script: {
      type: 'String',
      description: 'Where the script is; its name is its SHA-256',
      allowedPattern: '^s3://[a-z0-9.-]+/[0-9a-f]{64}\\.sh$',
    },
    mirror: {
      type: 'String',
      description: 'Where archives are',
      allowedPattern: '^s3://[a-z0-9./-]+$',
    },
  },
  mainSteps: [
    {
      name: 'apply',
      action: 'aws:runShellScript',
      inputs: {
        timeoutSeconds: String(INSTALL_SECONDS),
        runCommand: [
          '#!/bin/bash',
          'set -Eeuo pipefail',
          '# Not while the first boot installs; whether that went well is seen below.',
          'cloud-init status --wait >/dev/null || true',
          "script='{{ script }}'",
          "mirror='{{ mirror }}'",
          ...awsCli(region),
          ...DOWNLOAD,
          'bash "$work/install"',
        ],
      },
    },
  ],
});
