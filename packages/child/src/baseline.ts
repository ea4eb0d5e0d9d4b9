/**
 * The parent at the time this module was loaded. A parent that dies before `bindToParent` is called has
 * already been replaced by then; compared with this, that shows.
 */
export const baselineParent = process.ppid;
