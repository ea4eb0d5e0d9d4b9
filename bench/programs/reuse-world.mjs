// A world of its own (unshare --pid), in which the next pid can be chosen: children with a lifeline end, and innocents get
// their pids before anybody has looked. Then the guard, stop(), or, as the control, a kill by bare pid does its work.
// Its one argument: { rounds, batch, way: "guard" | "stop" | "naive" }. It prints what came of it.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

const { rounds, batch = 50, way } = JSON.parse(process.argv[2]);
const result = { way, rounds: 0, harmed: 0, listed: 0, sameTick: 0 };
while (result.rounds < rounds) await runBatch(Math.min(batch, rounds - result.rounds));
console.log(`reused ${JSON.stringify(result)}`);

async function runBatch(count) {
  // One more, whose pid is left alone: it shows that the guard did its work.
  const parent = spawn(process.execPath, [new URL("reuse-parent.mjs", import.meta.url).pathname, count + 1], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: parent.stdout })[Symbol.asyncIterator]();
  const { pids } = await said(lines);
  const starts = pids.map(startOf);
  const guard = await until(() => processes().find((pid) => isGuard(pid, parent.pid)));
  if (way !== "stop") {
    // It is not to look before the pids have been given away.
    process.kill(guard, "SIGSTOP");
    await end(parent);
  }
  const witness = pids.pop();
  for (const pid of pids) process.kill(pid, "SIGKILL");
  await until(() => pids.every((pid) => startOf(pid) === undefined));
  const innocents = [];
  for (const [index, pid] of pids.entries()) {
    innocents.push(await takePid(pid, { detached: index % 2 === 0 }));
  }
  await act({ parent, lines, guard, pids, innocents });
  await until(() => [undefined, ...(way === "naive" ? [starts.at(-1)] : [])].includes(startOf(witness)));
  result.rounds += count;
  result.sameTick += innocents.filter((each, index) => startOf(each.pid) === starts[index]).length;
  result.harmed += innocents.filter(({ pid }, index) => !isAlive(innocents[index], pid)).length;
  for (const each of innocents) await end(each);
  if (way === "naive") process.kill(witness, "SIGKILL");
}

async function act({ parent, lines, guard, pids, innocents }) {
  if (way === "stop") {
    parent.stdin.write("\n");
    // Only the witness is there to be listed, and it obeys.
    const { members, killed } = await said(lines);
    result.listed += members - 1 + killed;
    await end(parent);
    await until(() => startOf(guard) === undefined);
  } else if (way === "guard") {
    process.kill(guard, "SIGCONT");
    await until(() => startOf(guard) === undefined);
  } else {
    process.kill(guard, "SIGKILL");
    for (const pid of pids) process.kill(pid, "SIGTERM");
    await until(() => innocents.every((each) => !isAlive(each, each.pid)));
  }
}

/** An innocent with that very pid. One that got another is waited for: that may be the pid of the next. */
async function takePid(pid, options) {
  for (;;) {
    writeFileSync("/proc/sys/kernel/ns_last_pid", String(pid - 1));
    const innocent = spawn("sleep", ["1000"], { stdio: "ignore", ...options });
    if (innocent.pid === pid) return innocent;
    await end(innocent);
  }
}

function isAlive({ exitCode, signalCode }, pid) {
  return exitCode === null && signalCode === null && !["Z", "X", undefined].includes(fieldsOf(pid)?.[0]);
}

async function end(child) {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await ended;
}

async function said(lines) {
  const { value, done } = await lines.next();
  if (done) throw new Error("The parent ended too early");
  return JSON.parse(value);
}

async function until(condition) {
  for (const deadline = performance.now() + 60_000; performance.now() < deadline; await sleep(2)) {
    const answer = condition();
    if (answer) return answer;
  }
  throw new Error(`Waited in vain for: ${condition}`);
}

function processes() {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function isGuard(pid, parent) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1").includes(`lifeline-guard\0${parent}\0`);
  } catch {
    return false;
  }
}

function startOf(pid) {
  return fieldsOf(pid)?.[19];
}

// Behind the name, which may hold anything.
function fieldsOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}
