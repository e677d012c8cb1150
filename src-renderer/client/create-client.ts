import { BridgeClient } from './bridge-client.ts';
import type { Client } from './client.ts';
import { LoopbackClient } from './loopback-client.ts';

/** The client that fits the shell in which the page runs. */
export function createClient(): Client {
  return window.tandem === undefined ? new LoopbackClient() : new BridgeClient(window.tandem);
}
