// A child that binds. Its one argument is a specification of soak/chaos/cooperative.mjs.
import { execSync, spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { startOf, tell, unit } from "./tell.mjs";

const { bindToParent } = await import(process.env.SOAK_LIFELINE_CHILD ?? "lifeline-child");
const spec = JSON.parse(process.argv[2]);
const mark = process.env.LIFELINE_SOAK;
const me = { unit, pid: process.pid, start: startOf(process.pid) };

for (const signal of spec.ignore ?? []) process.on(signal, () => {});
const binding = bindToParent({
  ...spec.bind,
  ...(spec.hook && { onShutdown: hook, signals: spec.ignore ? [] : undefined }),
});
// A soak that was itself killed leaves nothing for ever.
setTimeout(() => process.exit(), 900_000);
if (binding.mode === "lifeline") await new Promise((resolve) => binding.once("bound", resolve));
const port = spec.port ? await listen() : undefined;
if (spec.grandchildren) startGrandchildren();
if (spec.nested) await startNested();
if (spec.unbind) binding.unbind();
if (spec.talk) talk();
if (spec.status) sayStatus();
if (spec.endAfter) setTimeout(() => process.exit(), spec.endAfter);
binding.ready();
tell("up", { ...me, port, mode: binding.mode });
if (spec.block === "loop") for (;;);
if (spec.block === "exec") execSync("sleep 900", { stdio: "ignore" });

async function hook({ reason, evidence }) {
  tell("hook", { unit, reason, evidence });
  if (spec.hook === "throw") throw new Error("planned failure of onShutdown");
  if (spec.hook === "never") await new Promise(() => {});
  if (spec.hook === "slow") await sleep(100);
  tell("hook-done", { unit });
}

function listen() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => resolve(server.address().port));
  });
}

/** One in our group, one in a session of its own, one that scrubbed its environment in our group. */
function startGrandchildren() {
  for (const options of [{}, { detached: true }, { env: {} }]) {
    const { pid } = spawn("sleep", ["900"], { stdio: "ignore", ...options });
    tell("member", { unit, pid, start: startOf(pid) });
  }
}

/** A lifeline below a lifeline, and a process that opted out of both. */
async function startNested() {
  const { spawnWithLifeline, releasedEnv } = await import(
    process.env.SOAK_LIFELINE_PARENT ?? "lifeline-parent"
  );
  const script = 'eval "$SOAK_SAY"; setsid sleep 900 & say up; sleep 900';
  spawnWithLifeline("sh", ["-c", script], {
    stdio: "ignore",
    env: { ...process.env, LIFELINE_SOAK: `${mark}.n` },
    lifeline: { gracePeriod: spec.nestedGrace },
  });
  const env = { ...releasedEnv(), LIFELINE_SOAK: `${mark}-free` };
  const { pid } = spawn("sleep", ["900"], { stdio: "ignore", detached: true, env });
  tell("member", { unit: `${unit}-free`, pid, start: startOf(pid) });
}

function talk() {
  process.stdout.write(`${"still here ".repeat(20)}\n`);
  setTimeout(talk, 1);
}

function sayStatus() {
  binding.status("busy ".repeat(20));
  setTimeout(sayStatus, 1);
}
