import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { get } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { identify, isAlive, kill } from "./processes.mjs";

/** One parent with its server and its worker: `side` is "lifeline" or "plain". Resolves when both children work. */
export async function startSide(side, mark) {
  const directory = mkdtempSync(join(tmpdir(), "lifeline-demo-"));
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
  for (const name of ["queue", "taken", "done"]) mkdirSync(join(directory, name));
  for (let job = 100; job < 300; job++) writeFileSync(join(directory, `queue/job-${job}`), "");
  const child = spawn(process.execPath, [`${import.meta.dirname}/parent.mjs`, side, directory], {
    stdio: ["pipe", "ignore", "inherit"],
    env: { ...process.env, ...mark },
  });
  const told = (name, what) => lines(directory).find((line) => line.name === name && line.what === what);
  if (!(await becomes(() => told("server", "up") && told("worker", "up"), 20_000))) {
    throw new Error("The processes of the demo did not start in time");
  }
  const { pid, port } = told("server", "up");
  const [parent, server, worker] = [child.pid, pid, told("worker", "up").pid].map(identify);
  return { directory, parent, server, worker, port, told };
}

/** Kills the parent and looks, until all is gone or for so long, at what its children leave. Times are ms. */
export async function killParent({ directory, parent, server, worker, port, told }, patience, progress) {
  const seen = {};
  const count = (name) => readdirSync(join(directory, name)).length;
  const doneBefore = count("done");
  const killedAt = clock();
  const since = () => clock() - killedAt;
  kill(parent);
  const note = (what, isSo) => {
    if (isSo) seen[what] ??= since();
  };
  do {
    note("lockRemoved", !existsSync(join(directory, "worker.lock")));
    note("portFree", await isFree(port));
    note("serverGone", !isAlive(server));
    note("workerGone", !isAlive(worker));
    progress?.(since());
    await sleep(1);
  } while (since() < patience && !(seen.serverGone && seen.workerGone && seen.portFree && seen.lockRemoved));
  const hook = (name) => {
    const line = told(name, "hook");
    return line && { ...line, after: line.clock - killedAt };
  };
  return {
    ...seen,
    watchedFor: since(),
    answer: await answerOf(port),
    jobsTaken: count("taken"),
    jobsDone: count("done") - doneBefore,
    serverHook: hook("server"),
    workerHook: hook("worker"),
    serverCode: told("server", "exit")?.code,
    workerCode: told("worker", "exit")?.code,
  };
}

/** The kernel's word: a port can be bound again only when its last holder is gone. */
export function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer().once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

function answerOf(port) {
  return new Promise((resolve) => {
    const request = get({ port, host: "127.0.0.1", agent: false }, async (response) => {
      resolve((await response.setEncoding("utf8").toArray()).join(""));
    });
    request.on("error", () => resolve(undefined));
  });
}

function lines(directory) {
  const path = join(directory, "told");
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean).map(JSON.parse) : [];
}

/** Waits for the condition, for so many ms at most; true: it holds. */
export async function becomes(condition, patience) {
  for (const end = clock() + patience; clock() < end; await sleep(5)) if (await condition()) return true;
  return false;
}

function clock() {
  return Number(process.hrtime.bigint()) / 1e6;
}
