// Node's own means: an IPC channel that the parent holds, and nothing else.
import { writeSync } from "node:fs";

process.once("disconnect", () => {
  const now = process.hrtime.bigint();
  writeSync(1, `told fork ${now}\n`);
  process.exit();
});
writeSync(1, "ready fork\n");
setInterval(() => {}, 3_600_000);
