import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inModules, root } from '../step/place.js';

/**
 * A check that passes or fails as a whole.
 *
 * @typedef {object} Gate
 * @property {string} name
 * @property {readonly string[]} args for Node 24
 */

/** @type {Record<'types' | 'lint' | 'imports', () => Gate[]>} */
export const gates = {
  types: () => [
    { name: 'types of everything that runs on Node', args: [typescript, '-p', '.', '--noEmit'] },
    { name: 'types of the core, without Electron or a browser', args: [typescript, '-p', 'tsconfig.core.json'] },
    { name: 'types of the tests that drive a page', args: [typescript, '-p', 'tsconfig.e2e.json'] },
    { name: 'types of the set-up', args: [typescript, '-p', 'tsconfig.setup.json'] },
    ...(existsSync(join(root, 'src-renderer', 'tsconfig.json'))
      ? [
          {
            name: 'types of the page',
            args: [
              inModules('svelte-check', 'bin', 'svelte-check'),
              '--tsconfig',
              './src-renderer/tsconfig.json',
              '--fail-on-warnings',
            ],
          },
        ]
      : []),
  ],
  lint: () => [
    {
      name: 'eslint',
      args: ['--max-old-space-size=6144', inModules('eslint', 'bin', 'eslint.js'), '--max-warnings=0', '.'],
    },
    { name: 'prettier', args: [inModules('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level=warn', '.'] },
  ],
  imports: () => [
    {
      name: 'import directions and cycles',
      args: [
        inModules('dependency-cruiser', 'bin', 'dependency-cruiser.mjs'),
        ...['--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'src-main'],
        ...(existsSync(join(root, 'src-renderer')) ? ['src-renderer'] : []),
      ],
    },
  ],
};

const typescript = inModules('typescript', 'bin', 'tsc');
