/** The names under which page and main process speak: one to call, one for events, one for the menu. */
export const callChannel = 'tandem:call';
export const eventChannel = 'tandem:event';
export const menuChannel = 'tandem:menu';

/** A call that only the preload script makes, with the path that Electron tells it of a dropped file. */
export const dropCall = 'preload.registerDroppedFile';

export const pageOrigin = 'tandem://app';
