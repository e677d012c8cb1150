import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const node = { languageOptions: { globals: globals.node } };
const unused = { argsIgnorePattern: '^_', varsIgnorePattern: '^_' };

export default defineConfig(
  { ignores: ['node_modules', 'build', 'dist', 'coverage', 'test-results', 'test/fixture', 'resources'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['src-main/**/*.js', '**/*.cjs', '*.js'],
    extends: [tseslint.configs.strict],
    ...node,
    rules: { 'no-undef': 'error', '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['src-main/**/*.ts', 'test/**/*.ts'],
    ignores: ['test/renderer/**'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json', './tsconfig.e2e.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Where an index is known to be in range, the assertion is clearer than a branch that never runs.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      '@typescript-eslint/no-unused-vars': ['error', unused],
    },
  },
  {
    files: ['src-renderer/**/*.ts', 'src-renderer/**/*.svelte', 'src-renderer/**/*.svelte.ts', 'test/renderer/**/*.ts'],
    extends: [tseslint.configs.strict, svelte.configs.recommended],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.svelte'] },
    },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', unused],
      // Dates are values here, never changed in place.
      'svelte/prefer-svelte-reactivity': 'off',
      // The page has no routes of a framework.
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  {
    files: ['*.config.ts', 'src-renderer/vite.config.ts'],
    extends: [tseslint.configs.strict],
    ...node,
  },
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': ['error', { allow: ['error'] }],
      'prefer-const': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
          message: 'Random numbers come from a seeded generator.',
        },
        {
          selector: 'MemberExpression[object.name=/^(describe|it|test)$/][property.name=/^(only|skip|todo)$/]',
          message: 'No test is left out silently; use skipIf with what the machine lacks.',
        },
      ],
    },
  },
  { files: ['test/bench/**/*.ts'], rules: { 'no-console': 'off' } },
);
