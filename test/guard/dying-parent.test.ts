import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { expectDead, itNeeds, requireTool, start, temporaryDirectory, until } from "../support/index.js";
import { uptime } from "./clock.js";
import { SHELLS, startChild, startGuard } from "./driver.js";

// Hands on to the guard what it reads, and dies. To close an inotify instance takes the kernel some 10 ms, so this one is
// not dead for a while when the pipe to its guard is closed, in whichever order its files are.
const SLOW_TO_DIE = `
import ctypes, os, signal, sys
c = ctypes.CDLL(None)
def watch():
    for _ in range(20): c.inotify_add_watch(c.inotify_init1(0), b"/", 2)
watch()
pipe = os.open(sys.argv[1], os.O_WRONLY)
watch()
os.write(pipe, sys.stdin.buffer.read())
os.kill(os.getpid(), signal.SIGKILL)
`;

describe.each(SHELLS)("the guard under $name", (shell) => {
  const it = itNeeds(shell.needs, requireTool("python3"), requireTool("mkfifo"));

  it("waits for a parent that is not dead yet, so that its children know what they are asked for", async () => {
    const folder = temporaryDirectory();
    const [up, record, pipe] = ["up", "record", "pipe"].map((name) => join(folder, name));
    spawnSync("mkfifo", [`${pipe}`]);
    const parent = start("python3", ["-c", SLOW_TO_DIE, `${pipe}`], { stdio: ["pipe", "ignore", "ignore"] });
    const prefix = ["sh", "-c", `exec "$@" 3< '${pipe}'`, "sh"];
    const guard = startGuard(shell, { prefix, parent: parent.pid });
    const { id, leader, lines } = startChild(
      guard,
      `trap 'read -r stat < /proc/${parent.pid}/stat; echo "$stat" > ${record}; exit' TERM
      echo > ${up}
      while :; do sleep 0.01; done`,
    );
    await until("the child to run", () => existsSync(`${up}`));
    // It is found by its cookie, and at the first look where it is not young.
    await until("it to be so old", () => uptime() - Number(leader.start) * 10 > 600);
    parent.process.stdin?.end([...lines, `closed ${id}`, ""].join("\n"));
    await expectDead(leader);
    expect(await guard.exit).toEqual({ code: 0, signal: null });
    expect(readFileSync(`${record}`, "utf8")).toMatch(/^(\d+ \(python3\) Z .*)?\n$/);
  });
});
