import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { app, BrowserWindow, nativeTheme, screen, type Rectangle } from 'electron';
import { z } from 'zod';
import { pageOrigin } from './channel.ts';
import { blockNavigation } from './navigation.ts';
import type { Place } from './place.ts';

const boundsSchema = z.object({ x: z.int(), y: z.int(), width: z.int().min(480), height: z.int().min(400) });

/** Opens the workbench's window where it was last, shown once its page is drawn. */
export function openWindow(place: Place): BrowserWindow {
  const window = new BrowserWindow({
    ...(readBounds() ?? { width: 1320, height: 860 }),
    minWidth: 480,
    minHeight: 400,
    show: false,
    title: 'Tandem',
    icon: place.icon,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#0f1217' : '#f6f7f9',
    webPreferences: {
      preload: place.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      // Charts of a run in progress are not to stand still behind another window.
      backgroundThrottling: false,
    },
  });
  blockNavigation(window.webContents);
  window.once('ready-to-show', () => window.show());
  window.on('close', () => keepBounds(window));
  void window.loadURL(`${pageOrigin}/`);
  return window;
}

/** Waits until the page has read what it needs: a command before that would be lost in its start. */
export async function whenPageReady(window: BrowserWindow): Promise<void> {
  await window.webContents.executeJavaScript(`new Promise((resolve) => {
    const isReady = () => document.querySelector('main[aria-busy="false"]') !== null;
    if (isReady()) return resolve(null);
    const observer = new MutationObserver(() => {
      if (!isReady()) return;
      observer.disconnect();
      resolve(null);
    });
    observer.observe(document.documentElement, { subtree: true, childList: true, attributes: true });
  })`);
}

function boundsPath(): string {
  return path.join(app.getPath('userData'), 'window.json');
}

/** Null where there are none, or where they lie on no display that is there now. */
function readBounds(): Rectangle | null {
  try {
    const bounds = boundsSchema.parse(JSON.parse(readFileSync(boundsPath(), 'utf8')));
    const area = screen.getDisplayMatching(bounds).workArea;
    const overlaps =
      bounds.x < area.x + area.width &&
      bounds.x + bounds.width > area.x &&
      bounds.y >= area.y &&
      bounds.y < area.y + area.height;
    return overlaps ? bounds : null;
  } catch {
    return null;
  }
}

function keepBounds(window: BrowserWindow): void {
  mkdirSync(app.getPath('userData'), { recursive: true });
  writeFileSync(boundsPath(), JSON.stringify(window.getNormalBounds()));
}
