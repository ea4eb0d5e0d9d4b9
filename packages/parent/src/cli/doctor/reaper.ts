import { spawn } from "node:child_process";
import { readStat } from "@lifeline/system";
import { type Finding, missing, well } from "./checks.ts";
import { until } from "./until.ts";

/** In ms. Some reap by looking from time to time. */
const PATIENCE = 5000;

/** A real orphan: its parent ends, then it ends, and whoever has adopted it must notice. */
export async function checkReaper(): Promise<Finding> {
  const orphan = await makeOrphan();
  if (orphan === undefined)
    return missing("reaper", "no orphan could be made", "see whether /bin/sh works here");
  const adopted = await until(() => {
    const stat = readStat(orphan.pid);
    return stat?.start === orphan.start && stat.ppid !== orphan.parent && stat;
  }, PATIENCE);
  orphan.end();
  const reaper = adopted && readStat(adopted.ppid);
  const who = reaper ? `${reaper.name} (pid ${reaper.pid})` : `pid ${adopted?.ppid ?? 1}`;
  const died = await until(() => isEnded(orphan), PATIENCE);
  const diedAt = performance.now();
  const isReaped = died && (await until(() => readStat(orphan.pid)?.start !== orphan.start, PATIENCE));
  if (isReaped)
    return well(
      "reaper",
      `${who} had reaped an orphan ${Math.round(performance.now() - diedAt)} ms after its death`,
    );
  return missing(
    "reaper",
    `${who} has not reaped an orphan within ${PATIENCE / 1000} s: zombies stay, and fill the process table`,
    "start the container with an init: docker run --init, tini, shareProcessNamespace in Kubernetes",
  );
}

interface Orphan {
  readonly pid: number;
  readonly start: string;
  readonly parent: number;
  end(): void;
}

/** One that lives until we let it end, or end ourselves: it reads a pipe of ours. */
async function makeOrphan(): Promise<Orphan | undefined> {
  const parent = spawn("/bin/sh", ["-c", "(exec > /dev/null; read -r end <&3) & echo $!"], {
    stdio: ["ignore", "pipe", "ignore", "pipe"],
  });
  const [, stdout, , pipe] = parent.stdio;
  const said = new Promise((resolve) => {
    parent.once("error", resolve);
    stdout?.once("close", resolve);
  });
  let text = "";
  stdout?.on("data", (data) => {
    text += data;
  });
  await said;
  const pid = Number.parseInt(text, 10);
  const start = pid > 1 ? readStat(pid)?.start : undefined;
  if (start !== undefined) return { pid, start, parent: parent.pid ?? 0, end: () => pipe?.destroy() };
  pipe?.destroy();
  return undefined;
}

function isEnded({ pid, start }: Orphan): boolean {
  const stat = readStat(pid);
  return stat?.start !== start || stat.state === "Z" || stat.state === "X";
}
