import { createInterface } from 'node:readline';
import { isatty } from 'node:tty';

/** Whether somebody at a terminal sees a question and can answer it. */
export function canAsk(): boolean {
  return isatty(0) && isatty(2);
}

/** What is answered to a question; null where the input ends or Ctrl+C is pressed instead. */
export function ask(
  question: string,
  input: NodeJS.ReadableStream = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Promise<string | null> {
  const lines = createInterface({ input, output });
  return new Promise((resolve) => {
    function giveUp(): void {
      output.write('\n');
      resolve(null);
    }
    lines.once('close', giveUp);
    lines.once('SIGINT', () => lines.close());
    lines.question(question, (answer) => {
      lines.off('close', giveUp);
      lines.close();
      resolve(answer);
    });
  });
}
