const noise = [
  /All log messages before absl::InitializeLog\(\) is called are written to STDERR/,
  /oneDNN custom operations are on/,
  /This TensorFlow binary is optimized to use available CPU instructions/,
  /^To enable the following instructions:/,
  /Reading SavedModel from|Reading meta graph with tags|Reading SavedModel debug info|SavedModel load for tags/,
  /XLA service 0x[0-9a-f]+ initialized|StreamExecutor device \(\d+\)|Compiled cluster using XLA/,
];

/** Whether a line on standard error is one that TensorFlow writes whatever its log level, and means nothing. */
export function isEngineNoise(line: string): boolean {
  return noise.some((pattern) => pattern.test(line));
}
