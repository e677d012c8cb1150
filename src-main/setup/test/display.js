import { spawn } from 'node:child_process';
import { say } from '../step/say.js';

/**
 * A display for windows, and how to find it.
 *
 * @typedef {object} Display
 * @property {Record<string, string>} environment
 * @property {() => void} close
 */

const startMs = 60_000;

/**
 * A virtual display of its own for the tests where there is Xvfb; else the display of this machine; null where there is none.
 * The server chooses a free number itself and says when it is ready.
 *
 * @returns {Promise<Display | null>}
 */
export async function openDisplay() {
  if (process.platform !== 'linux') return { environment: {}, close: () => undefined };
  const virtual = await startVirtual();
  if (virtual !== null) return virtual;
  return process.env['DISPLAY'] ? { environment: {}, close: () => undefined } : null;
}

/** @returns {Promise<Display | null>} */
function startVirtual() {
  return new Promise((resolve) => {
    const args = ['-displayfd', '3', '-screen', '0', '1440x900x24', '-nolisten', 'tcp'];
    const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    const timer = setTimeout(() => {
      say(`Xvfb was not ready after ${startMs / 1000} s.`);
      server.kill('SIGKILL');
    }, startMs);
    const fail = () => {
      clearTimeout(timer);
      resolve(null);
    };
    server.on('error', fail);
    server.on('exit', fail);
    let number = '';
    server.stdio[3]?.on('data', (/** @type {Buffer} */ chunk) => {
      number += chunk.toString();
      if (!number.includes('\n')) return;
      clearTimeout(timer);
      const close = () => void server.kill();
      process.once('exit', close);
      resolve({ environment: { DISPLAY: `:${number.trim()}` }, close });
    });
  });
}
