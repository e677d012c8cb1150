import type { EngineChoice } from '../../service/context.ts';
import type { OptionDescription } from './arguments.ts';

/** What `--engine` may name. */
export const engineChoices: readonly EngineChoice[] = ['auto', 'xla', 'direct', 'graph', 'eager', 'wasm'];

export const engineOption: OptionDescription = {
  name: 'engine',
  value: 'KIND',
  meaning: 'auto, direct (own kernels), xla, graph, eager or wasm (default: auto, which is direct where it can)',
};

/** The engine that the words of a command ask for; null for one that is unknown, which the command refuses. */
export function engineAmong(words: readonly string[]): EngineChoice | null {
  const position = words.findIndex((word) => /^--?engine(?:=|$)/.test(word));
  if (position < 0) return 'auto';
  const word = words[position]?.includes('=') === true ? words[position].replace(/^[^=]*=/, '') : words[position + 1];
  return engineChoices.find((choice) => choice === word) ?? null;
}
