import { existsSync } from 'node:fs';
import path from 'node:path';

export interface Place {
  /** The folder with src-main, resources and node_modules, as files that Node can run. */
  readonly application: string;
  /** The built page. */
  readonly renderer: string;
  readonly preload: string;
  /** Node 24, which runs the service. */
  readonly node: string;
  readonly icon: string;
}

/**
 * Where things lie: in the checkout, or in the installed application, whose archive holds the page and whose
 * resources hold the rest.
 *
 * @param mainFolder the folder of the bundled main script
 * @param resources the resources folder of a packaged application, null in a checkout
 */
export function findPlace(mainFolder: string, resources: string | null): Place {
  const root = path.resolve(mainFolder, '..', '..');
  const application = resources === null ? root : path.join(resources, 'application');
  return {
    application,
    renderer: path.join(root, 'build', 'renderer'),
    preload: path.join(mainFolder, 'preload.cjs'),
    node: resources === null ? checkoutNode(root) : path.join(resources, 'node', nodeFile()),
    icon: path.join(application, 'resources', 'icon.png'),
  };
}

function nodeFile(): string {
  return process.platform === 'win32' ? 'node.exe' : 'node';
}

/** The registry's Node, or the one on the path where that platform has none; the set-up has checked its version. */
function checkoutNode(root: string): string {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const packaged = path.join(root, 'node_modules', `node-${system}-${process.arch}`, 'bin', nodeFile());
  return existsSync(packaged) ? packaged : (process.env['TANDEM_NODE'] ?? 'node');
}
