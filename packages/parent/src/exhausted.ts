const EXHAUSTED = ["EAGAIN", "EMFILE", "ENFILE", "ENOMEM"];

/** Whether the machine had no room for one more process or descriptor: that says nothing of the command, and may pass. */
export function isExhausted({ code = "" }: NodeJS.ErrnoException): boolean {
  return EXHAUSTED.includes(code);
}
