import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppEvent } from '../../contract/event.ts';
import type { Service } from '../../service/service.ts';

const heartbeatMs = 15_000;

/**
 * Sends the service's events until the page goes. The first is `hello` with the newest number; a page that comes back
 * (Last-Event-ID) then gets what it missed. A comment now and then keeps the connection and finds out dead ones.
 */
export function streamEvents(service: Service, request: IncomingMessage, response: ServerResponse): void {
  response.write('retry: 1000\n\n');
  send(response, { kind: 'hello', sequence: service.sequence() });
  const last = Number(request.headers['last-event-id']);
  if (Number.isSafeInteger(last) && last > 0) {
    for (const event of service.eventsSince(last).events) send(response, event);
  }
  const unsubscribe = service.subscribe((event) => send(response, event));
  const heartbeat = setInterval(() => response.write(': alive\n\n'), heartbeatMs);
  response.on('close', () => {
    clearInterval(heartbeat);
    unsubscribe();
  });
}

function send(response: ServerResponse, event: AppEvent): void {
  response.write(`id: ${event.sequence}\ndata: ${JSON.stringify(event)}\n\n`);
}
