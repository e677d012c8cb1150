import type { WebContents } from 'electron';
import { pageOrigin } from './channel.ts';

/**
 * Keeps a window on its page: no other address, no new window, no webview. The report's preview, a frame without an
 * address of its own, is the one exception.
 */
export function blockNavigation(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => {
    const isPage = event.url.startsWith(`${pageOrigin}/`) && event.isMainFrame;
    const isPreview = !event.isMainFrame && event.url === 'about:srcdoc';
    if (!isPage && !isPreview) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
}
