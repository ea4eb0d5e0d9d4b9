import { describe, expect } from "vitest";
import { SHELLS } from "../guard/driver.js";
import { canUnshare, isRoot, itNeeds, start } from "../support/index.js";
import { canUnshareMounts } from "../support/namespaces.js";

const itNeedsWorld = itNeeds(isRoot, canUnshare);
const program = new URL("../../bench/programs/reuse-world.mjs", import.meta.url).pathname;

/**
 * In a pid namespace of their own: children with a lifeline end, innocents get their pids, and only then somebody acts,
 * by the pids that he was told: the guard of a killed parent, stop(), or, as the control, a kill of the bare pid. With the
 * children is always one that still lives, and must end.
 */
async function reuse(way: "guard" | "stop" | "naive", rounds: number, sh?: readonly string[]) {
  // /bin/sh is who the guard is run by; the first process of the world reaps, as Node would not.
  const mount = sh === undefined ? "" : `mount --bind '${sh[0]}' /bin/sh && `;
  const script = `${mount}{ "$0" "$1" "$2" & wait $!; }`;
  const words = [process.execPath, program, JSON.stringify({ rounds, way, batch: 25 })];
  const unshare = [
    "--mount",
    "--pid",
    "--fork",
    "--kill-child",
    "--mount-proc",
    "bash",
    "-c",
    script,
    ...words,
  ];
  const world = start("unshare", unshare);
  expect(await world.exit).toEqual({ code: 0, signal: null });
  return JSON.parse(world.output.replace("reused ", ""));
}

describe("the pid of an ended child is reused by an innocent", () => {
  itNeedsWorld("harms every one of them if pids are all that is looked at", async () => {
    expect(await reuse("naive", 10)).toMatchObject({ rounds: 10, harmed: 10 });
  });

  itNeedsWorld("leaves it alone: stop() and members()", async () => {
    expect(await reuse("stop", 25)).toMatchObject({ rounds: 25, harmed: 0, listed: 0 });
  });

  for (const { name, command, needs } of SHELLS) {
    itNeeds(
      isRoot,
      canUnshare,
      canUnshareMounts,
      needs,
    )(`leaves it alone: the guard under ${name}`, async () => {
      expect(await reuse("guard", 50, command)).toMatchObject({ rounds: 50, harmed: 0 });
    });
  }
});
