// Checked by `tsc` and never run: what the option types refuse, and what the results are.
import { type ChildProcess, fork, type SpawnOptions, spawn } from "node:child_process";
import {
  bindToParent,
  detectLaunchMode,
  type LaunchMode,
  type ParentBinding,
  type ShutdownEvent,
} from "lifeline-child";
import {
  createLifeline,
  type Lifeline,
  LifelineError,
  type LifelineOptions,
  type ProcessInfo,
  releasedEnv,
  type StopReport,
  spawnWithLifeline,
} from "lifeline-parent";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function isTrue<_T extends true>(): void {}

export function spawnRefuses(): void {
  // @ts-expect-error: unknown option
  spawnWithLifeline("x", { lifeline: { grace: 1 } });
  // @ts-expect-error: a time is a number
  spawnWithLifeline("x", { lifeline: { gracePeriod: "5s" } });
  // @ts-expect-error: a time is never a boolean
  spawnWithLifeline("x", { lifeline: { heartbeatInterval: false } });
  // @ts-expect-error: a signal of Node's
  spawnWithLifeline("x", { lifeline: { stopSignal: "TERM" } });
  // @ts-expect-error: one of two
  spawnWithLifeline("x", { lifeline: { channel: "ipc" } });
  // @ts-expect-error: an object
  spawnWithLifeline("x", { lifeline: true });
  // @ts-expect-error: a command
  spawnWithLifeline(["x"]);
  // @ts-expect-error: strings
  spawnWithLifeline("x", [1]);
  // @ts-expect-error: as spawn refuses it
  spawnWithLifeline("x", { cwd: 3 });
  // @ts-expect-error: read-only
  spawnWithLifeline("x").lifeline.state = "closed";
  // @ts-expect-error: read-only
  spawnWithLifeline("x").lifeline = undefined;
}

export async function lifelineIsTyped(lifeline: Lifeline): Promise<void> {
  isTrue<Equal<Awaited<ReturnType<Lifeline["stop"]>>, StopReport>>();
  isTrue<Equal<Awaited<ReturnType<Lifeline["bound"]>>, void>>();
  lifeline.on("status", (text) => text satisfies string);
  lifeline.on("closed", ({ exitCode, signal }) => {
    exitCode satisfies number | null;
    signal satisfies NodeJS.Signals | null;
  });
  lifeline.on("protocol-error", ({ code }) => code satisfies `ERR_LIFELINE_${string}`);
  lifeline.on("stopping", (reason) => {
    reason satisfies "parent-exited" | "stop-requested" | "parent-stalled" | "signal";
    // @ts-expect-error: a closed union, and not `any`
    reason satisfies "something else";
  });
  const { killed, survivors, forced } = await lifeline.stop({ gracePeriod: 1, signal: "SIGINT" });
  killed satisfies ProcessInfo[];
  survivors[0]?.reason satisfies "uninterruptible" | "not-permitted" | undefined;
  forced satisfies boolean;
  // @ts-expect-error: not a signal number
  await lifeline.stop({ signal: 15 });
  // @ts-expect-error: no such option
  await lifeline.stop({ timeout: 1 });
}

export function createLifelineIsTyped(given: LifelineOptions): void {
  const pending = createLifeline(given);
  const child: ChildProcess = spawn("x", [], pending.spawnOptions<SpawnOptions>({ stdio: "ignore" }));
  pending.attach(child) satisfies Lifeline;
  fork("x", createLifeline().spawnOptions({ silent: true }, { for: "fork" }));
  // @ts-expect-error: who else
  createLifeline().spawnOptions({}, { for: "exec" });
  // @ts-expect-error: a child
  pending.attach({ pid: 1 });
  // @ts-expect-error: an object
  pending.spawnOptions("pipe");
  releasedEnv() satisfies NodeJS.ProcessEnv;
  releasedEnv({ A: "1" }) satisfies NodeJS.ProcessEnv;
}

export function errorsAreTyped(error: unknown): void {
  if (!(error instanceof LifelineError)) return;
  error.code satisfies
    | "ERR_LIFELINE_ALREADY_BOUND"
    | "ERR_LIFELINE_PROTOCOL"
    | "ERR_LIFELINE_CHILD_EXITED"
    | "ERR_LIFELINE_UNSUPPORTED";
  // @ts-expect-error: a closed union, and not `any`
  error.code satisfies "ERR_OTHER";
}

export function bindIsTyped(): void {
  const binding: ParentBinding = bindToParent({
    channel: 4,
    signals: ["SIGTERM"],
    async onShutdown(event) {
      event satisfies ShutdownEvent;
      event.signal satisfies AbortSignal;
      // @ts-expect-error: a closed union, and not `any`
      event.reason satisfies "something else";
    },
  });
  binding.on("stall", ({ missed }) => missed satisfies number);
  binding.on("recover", ({ stalledFor }) => stalledFor satisfies number);
  void (binding.shutdown satisfies Promise<ShutdownEvent>);
  binding.launch satisfies LaunchMode;
  detectLaunchMode().mode satisfies "lifeline" | "ipc" | "pipe" | "terminal" | "service";
  // @ts-expect-error: read-only
  binding.mode = "standalone";
  // @ts-expect-error: unknown option
  bindToParent({ grace: 1 });
  // @ts-expect-error: one of these
  bindToParent({ channel: "stdout" });
  // @ts-expect-error: a list
  bindToParent({ signals: "SIGTERM" });
  // @ts-expect-error: a function
  bindToParent({ onShutdown: true });
}
