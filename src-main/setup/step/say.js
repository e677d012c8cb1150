/**
 * Progress and notices go to standard error: standard output belongs to the command that was asked for.
 *
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * A line that changes while work goes on: redrawn on a terminal, a new line every ten seconds in a log.
 *
 * @returns {{ show(text: string): void, end(): void }}
 */
export function createProgressLine() {
  let lastLineAt = Date.now();
  let drawn = false;
  return {
    show(text) {
      if (process.stderr.isTTY) {
        process.stderr.write(`\r\x1b[2K${text}`);
        drawn = true;
      } else if (Date.now() - lastLineAt >= 10_000) {
        lastLineAt = Date.now();
        say(text);
      }
    },
    end() {
      if (drawn) process.stderr.write('\r\x1b[2K');
      drawn = false;
    },
  };
}

/**
 * @param {number} bytes
 * @returns {string} whole megabytes
 */
export function megabytes(bytes) {
  return `${Math.round(bytes / 1e6)} MB`;
}

/**
 * @param {number} from as of Date.now()
 * @returns {string}
 */
export function secondsSince(from) {
  return `${((Date.now() - from) / 1000).toFixed(1)} s`;
}
