/**
 * Puts `after` where `before` stands, which must be exactly once: a patch that fits no more would turn nothing off, and
 * what is told of it would be a lie. `before` is given as the program reads it; inside a string or a template literal
 * some of it is escaped.
 */
export function patch(text, before, after) {
  const written = [
    before,
    before.replaceAll("\\", "\\\\").replaceAll("$", "\\$"),
    before.replaceAll("\\", "\\\\").replaceAll("${", "\\${"),
    before.replaceAll('"', '\\"'),
  ];
  const found = written.find((each) => text.split(each).length === 2);
  if (found === undefined) throw new Error(`Expected to find this exactly once: ${before}`);
  return text.replace(found, () => after);
}
