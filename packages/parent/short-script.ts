/**
 * A shell script without its comments and indentation, as it is shipped: it is part of every bundle, and lies in the
 * guard's memory. Nothing in it may depend on either: test/guard runs the short form.
 */
export function shortScript(script: string): string {
  return script.replace(/^[ \t]*#.*\n/gm, "").replace(/^[ \t]+|\n(?=\n)/gm, "");
}
