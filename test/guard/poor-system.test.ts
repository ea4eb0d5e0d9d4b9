import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe } from "vitest";
import {
  expectDead,
  isRoot,
  itNeeds,
  type ProcessIdentity,
  registerForKilling,
  startBystander,
  temporaryDirectory,
  until,
} from "../support/index.js";
import { canUnshareMounts } from "../support/namespaces.js";
import { childrenOf, SHELLS, startChild, startGuard } from "./driver.js";

const FOREVER = "sleep 3600";

/** The guard finds no other programs than these. */
function withTools(...tools: string[]): string[] {
  const folder = temporaryDirectory();
  for (const tool of tools) symlinkSync(join("/usr/bin", tool), join(folder, tool));
  return ["/usr/bin/env", `PATH=${folder}`];
}

/** As systemd's ProcSubset=pid mounts it: no /proc/uptime. */
const PROCESSES_ONLY = [
  "unshare",
  "--mount",
  "sh",
  "-c",
  'mount -t proc -o subset=pid proc /proc && exec "$@"',
  "sh",
];

describe.each(SHELLS)("the guard under $name, where something is missing", (shell) => {
  /** One tree that obeys, and went wherever it could; another that is deaf. Nothing is told of a third. */
  async function endTrees(prefix: string[]) {
    const guard = startGuard(shell, { prefix });
    const bystander = startBystander({ command: "sleep", args: ["3600"] });
    const obedient = startChild(guard, `${FOREVER} & setsid ${FOREVER} & env -i ${FOREVER} & wait`);
    const deaf = startChild(guard, `trap '' TERM; while :; do ${FOREVER}; done`, { grace: 300 });
    const untold = startChild(guard, `exec setsid ${FOREVER}`);
    const children = async (leader: ProcessIdentity, count: number) =>
      until("the children", () => {
        const found = childrenOf(leader.pid);
        return found.length === count && found;
      });
    const members = [...(await children(obedient.leader, 3)), ...(await children(deaf.leader, 1))];
    for (const member of members) registerForKilling(member);
    guard.say(...obedient.lines, ...deaf.lines);
    guard.hangUp();
    // Without a fork a look takes as long as there are processes, and a shell reads byte by byte.
    await expectDead([obedient.leader, deaf.leader, untold.leader, ...members], 40_000);
    await guard.exit;
    bystander.expectAlive();
  }

  itNeeds(shell.needs)("ends every tree without sleep", () => endTrees(withTools("cat", "grep", "tr")));

  itNeeds(shell.needs)("ends every tree with no tool at all", () => endTrees(withTools()));

  itNeeds(
    shell.needs,
    isRoot,
    canUnshareMounts,
  )("ends every tree where /proc shows processes and nothing else", () => endTrees(PROCESSES_ONLY));
});
