import { pageOrigin } from './channel.ts';

/** What is known of the frame that sent a message. */
export interface Sender {
  readonly url: string;
  /** Whether it is the top frame of a window of ours. */
  readonly isOurWindow: boolean;
}

/** The one place that decides whose messages are answered: our page in the top frame of our window. */
export function isTrustedSender(sender: Sender): boolean {
  if (!sender.isOurWindow) return false;
  try {
    const url = new URL(sender.url);
    return `${url.protocol}//${url.host}` === pageOrigin;
  } catch {
    return false;
  }
}
