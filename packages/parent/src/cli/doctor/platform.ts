import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { basename } from "node:path";
import { bootId, readStat, seesOwnPid } from "@lifeline/system";
import { SHELL } from "../../shell.ts";
import { type Finding, missing, well } from "./checks.ts";

export function checkProcessTable(): Finding {
  if (!seesOwnPid()) {
    return missing(
      "process table",
      "/proc does not show this process under its own pid",
      "mount the /proc of this pid namespace: mount -t proc proc /proc",
    );
  }
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  // With hidepid (proc(5)) the processes of other users are not there; a tree whose members change user is lost then.
  const others = readStat(1) ? "" : ", those of other users hidden";
  if (bootId() === undefined) {
    return missing("process table", "there is no boot id", "make /proc/sys/kernel/random/boot_id readable");
  }
  return well("process table", `/proc shows ${pids.length} processes${others}`);
}

/** Whether a child's environment can be read; our own is the same kernel's answer. */
export function checkEnvironments(): Finding {
  try {
    if (readFileSync("/proc/self/environ").length > 0) {
      return well("environments", "/proc shows the environment of processes, and the tree cookie in it");
    }
  } catch {}
  return missing(
    "environments",
    "/proc shows no environments, so what left its group cannot be found",
    "run where /proc/<pid>/environ is readable",
  );
}

/** The shell alone: what else a guard needs has findings of its own. */
export function checkShell(): Finding {
  if (process.platform === "win32") return well("shell", "none is needed on Windows");
  const obstacle = whyShellFails();
  if (obstacle !== undefined)
    return missing("shell", obstacle, `install a POSIX sh as ${SHELL}: dash, bash or busybox`);
  return well("shell", `${SHELL} is ${basename(realpathSync(SHELL))}: a guard can run in it`);
}

function whyShellFails(): string | undefined {
  if (!existsSync(SHELL)) return `there is no ${SHELL}`;
  const { error, stdout } = spawnSync(SHELL, ["-c", 'eval "$SAY"'], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, SAY: "echo works" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  if (error) return `${SHELL} cannot be run (${(error as NodeJS.ErrnoException).code ?? error.message})`;
  return stdout === "works\n" ? undefined : `${SHELL} does not run scripts`;
}
