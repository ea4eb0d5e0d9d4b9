// What Node itself needs: a flowing socket on fd 3, and nothing else.
import { writeSync } from "node:fs";
import { Socket } from "node:net";

const told = () => {
  const now = process.hrtime.bigint();
  writeSync(1, `told socket ${now}\n`);
  process.exit();
};
new Socket({ fd: 3 }).on("error", told).on("end", told).resume();
writeSync(1, "ready socket\n");
setInterval(() => {}, 3_600_000);
