import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const AWS_BARREL = {
  name: '@cdktf/provider-aws',
  message:
    "Import the one construct: '@cdktf/provider-aws/lib/dx-gateway/index.js'. The barrel costs 2.8 s and 550 MiB.",
};
const CDKTF = {
  group: ['cdktf', 'cdktf/*', 'cdktn', 'cdktn/*', '@cdktf/*'],
  message: 'Only stacks/terraform knows CDKTF, so that another implementation can take its place.',
};
const CDK = {
  group: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs', 'cdk-nag'],
  message: "Only packages/aws, a tier's aws.ts and stacks/ know the CDK: nothing that works on bare metal loads it.",
};
/**
 * @param {{ group: string[], message: string }[]} patterns
 * @returns {import('eslint').Linter.RulesRecord}
 */
const restrict = (...patterns) => ({ 'no-restricted-imports': ['error', { paths: [AWS_BARREL], patterns }] });

/** Lookups ask an AWS account while synthesizing, so that the result depends on the day and on credentials. */
const NO_LOOKUPS = [
  {
    selector:
      "CallExpression[callee.property.name=/^(fromLookup|valueFromLookup)$/], CallExpression[callee.object.name='MachineImage'][callee.property.name='lookup'], CallExpression[callee.object.property.name='MachineImage'][callee.property.name='lookup'], NewExpression[callee.name='LookupMachineImage']",
    message: 'Synthesis works without credentials and network: name the thing in the profile instead of looking it up.',
  },
];

/** What makes the result depend on the day, the machine or chance. */
const IMPURE = [
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: 'Pure code reads no clock.' },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Pure code reads no clock.' },
  { selector: "MemberExpression[object.name='performance']", message: 'Pure code reads no clock.' },
  { selector: "MemberExpression[object.name='Math'][property.name='random']", message: 'Pure code is not random.' },
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'Pure code reads no environment.',
  },
];

const TIERS = 'pki,kafka,postgres,dragonfly,elasticsearch,ingress,services,monitoring,backup';

export default defineConfig(
  globalIgnores(['**/dist/', '**/out/', '**/cdk.out/', 'coverage/', '.cache/', '**/fixtures/', '**/golden/']),
  js.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    name: 'catalyst/typescript',
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // With verbatimModuleSyntax, `import { type A }` would load the module for nothing.
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-ignore': true, 'ts-expect-error': true, 'ts-nocheck': true },
      ],
      // Environment variables and other records are read by key, and the compiler tells the difference.
      '@typescript-eslint/dot-notation': 'off',
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', ...NO_LOOKUPS],
      ...restrict(CDKTF, CDK),
    },
  },
  {
    name: 'catalyst/pure',
    files: [`packages/{model,assess,platform,${TIERS}}/**/*.ts`],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', ...NO_LOOKUPS, ...IMPURE] },
  },
  {
    name: 'catalyst/cdk',
    files: [
      'packages/aws/**/*.ts',
      'packages/*/aws.ts',
      'packages/*/aws.test.ts',
      'packages/*/aws/**/*.ts',
      'stacks/**/*.ts',
      'test/**/*.ts',
    ],
    rules: restrict(CDKTF),
  },
  {
    name: 'catalyst/terraform',
    files: ['stacks/terraform.ts', 'stacks/terraform/**/*.ts'],
    rules: restrict(),
  },
  {
    name: 'catalyst/tests',
    files: ['**/*.test.ts', 'packages/*/testing/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...NO_LOOKUPS] },
  },
  {
    name: 'catalyst/scripts',
    files: ['**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
);
