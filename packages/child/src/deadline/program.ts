/** The text of `worker.ts` with all that it imports: put in by the build, so that it also works in a single-file bundle. */
export const PROGRAM: string = "";
