// Bound and idle; says when onShutdown ran, and what proved the parent's death.
import { writeSync } from "node:fs";
import { bindToParent } from "lifeline-child";

const binding = bindToParent({
  onShutdown({ evidence }) {
    const now = process.hrtime.bigint();
    writeSync(1, `told bound ${now} ${evidence}\n`);
  },
});
binding.once("bound", () => writeSync(1, "ready bound\n"));
setInterval(() => {}, 3_600_000);
