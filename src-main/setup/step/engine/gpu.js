import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/**
 * Whether this machine has an NVIDIA driver, which is what the CUDA build of TensorFlow needs.
 *
 * @returns {{ driver: string | null, explanation: string }}
 */
export function findGpu() {
  if (process.platform !== 'linux') {
    return { driver: null, explanation: 'Training on a GPU is offered on Linux with an NVIDIA card only.' };
  }
  if (process.env['TANDEM_GPU'] === '0') return { driver: null, explanation: 'Switched off by TANDEM_GPU=0.' };
  const versionFile = '/proc/driver/nvidia/version';
  if (existsSync(versionFile)) {
    const version = /Kernel Module\D*([\d.]+)/.exec(readFileSync(versionFile, 'utf8'))?.[1] ?? 'unknown';
    return { driver: version, explanation: `NVIDIA driver ${version}.` };
  }
  if (existsSync('/dev/nvidiactl')) {
    const asked = spawnSync('nvidia-smi', ['--query-gpu=driver_version', '--format=csv,noheader'], {
      encoding: 'utf8',
      timeout: 10_000,
    });
    const version = asked.status === 0 ? asked.stdout.split('\n')[0]?.trim() : '';
    if (version) return { driver: version, explanation: `NVIDIA driver ${version}.` };
  }
  return { driver: null, explanation: 'No NVIDIA driver was found; training runs on the processor.' };
}
