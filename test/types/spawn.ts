// Checked by `tsc` and never run: spawnWithLifeline has every overload of spawn, with the same streams.
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import {
  type LifelineProcess,
  type SpawnWithLifelineOptions,
  spawnWithLifeline,
  type WithLifeline,
} from "lifeline-parent";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Streams<C> = C extends ChildProcess ? [C["stdin"], C["stdout"], C["stderr"], C["stdio"]] : never;

/** The argument must be a pair of calls whose children have the same streams. */
function same<P extends ChildProcess, T extends LifelineProcess>(
  _plain: () => P,
  _tied: () => T,
  _equal: Equal<Streams<P>, Streams<T>>,
): void {}

declare const options: SpawnOptions;
declare const tiedOptions: SpawnWithLifelineOptions;

export function overloads(): void {
  same(
    () => spawn("x"),
    () => spawnWithLifeline("x"),
    true,
  );
  same(
    () => spawn("x", {}),
    () => spawnWithLifeline("x", {}),
    true,
  );
  same(
    () => spawn("x", { cwd: "/" }),
    () => spawnWithLifeline("x", { cwd: "/" }),
    true,
  );
  same(
    () => spawn("x", []),
    () => spawnWithLifeline("x", []),
    true,
  );
  same(
    () => spawn("x", undefined),
    () => spawnWithLifeline("x", undefined),
    true,
  );
  same(
    () => spawn("x", [], { shell: true }),
    () => spawnWithLifeline("x", [], { shell: true }),
    true,
  );
  same(
    () => spawn("x", undefined, {}),
    () => spawnWithLifeline("x", undefined, {}),
    true,
  );
  same(
    () => spawn("x", options),
    () => spawnWithLifeline("x", tiedOptions),
    true,
  );
  same(
    () => spawn("x", [], options),
    () => spawnWithLifeline("x", [], tiedOptions),
    true,
  );
  same(
    () => spawn("x", { stdio: "pipe" }),
    () => spawnWithLifeline("x", { stdio: "pipe" }),
    true,
  );
  same(
    () => spawn("x", { stdio: "ignore" }),
    () => spawnWithLifeline("x", { stdio: "ignore" }),
    true,
  );
  same(
    () => spawn("x", [], { stdio: "inherit" }),
    () => spawnWithLifeline("x", [], { stdio: "inherit" }),
    true,
  );
  same(
    () => spawn("x", [], { stdio: ["pipe", "pipe", "pipe", "ipc"] }),
    () => spawnWithLifeline("x", [], { stdio: ["pipe", "pipe", "pipe", "ipc"] }),
    true,
  );
}

/** All eight tuples of three entries. */
export function tuples(): void {
  same(
    () => spawn("x", { stdio: ["pipe", "pipe", "pipe"] }),
    () => spawnWithLifeline("x", { stdio: ["pipe", "pipe", "pipe"] }),
    true,
  );
  same(
    () => spawn("x", { stdio: ["pipe", "pipe", "ignore"] }),
    () => spawnWithLifeline("x", { stdio: ["pipe", "pipe", "ignore"] }),
    true,
  );
  same(
    () => spawn("x", { stdio: ["pipe", "inherit", "pipe"] }),
    () => spawnWithLifeline("x", { stdio: ["pipe", "inherit", "pipe"] }),
    true,
  );
  same(
    () => spawn("x", { stdio: ["pipe", "inherit", "ignore"] }),
    () => spawnWithLifeline("x", { stdio: ["pipe", "inherit", "ignore"] }),
    true,
  );
  same(
    () => spawn("x", [], { stdio: ["ignore", "pipe", "pipe"] }),
    () => spawnWithLifeline("x", [], { stdio: ["ignore", "pipe", "pipe"] }),
    true,
  );
  same(
    () => spawn("x", [], { stdio: ["ignore", undefined, "ignore"] }),
    () => spawnWithLifeline("x", [], { stdio: ["ignore", undefined, "ignore"] }),
    true,
  );
  same(
    () => spawn("x", [], { stdio: ["inherit", null, "pipe"] }),
    () => spawnWithLifeline("x", [], { stdio: ["inherit", null, "pipe"] }),
    true,
  );
  same(
    () => spawn("x", [], { stdio: [process.stdin, process.stdout, process.stderr] }),
    () => spawnWithLifeline("x", [], { stdio: [process.stdin, process.stdout, process.stderr] }),
    true,
  );
}

export function theLifelineOptionChangesNoStream(): void {
  const lifeline = { gracePeriod: 1 };
  same(
    () => spawn("x"),
    () => spawnWithLifeline("x", { lifeline }),
    true,
  );
  same(
    () => spawn("x", []),
    () => spawnWithLifeline("x", [], { lifeline }),
    true,
  );
  same(
    () => spawn("x", { stdio: ["ignore", "pipe", "ignore"] }),
    () => spawnWithLifeline("x", { stdio: ["ignore", "pipe", "ignore"], lifeline }),
    true,
  );
}

/** `same` can tell: it wants a `false` here. */
export function controls(): void {
  const piped = () => spawnWithLifeline("x");
  const ignored = () => spawnWithLifeline("x", { stdio: ["ignore", "ignore", "ignore"] });
  const open = () => spawnWithLifeline("x", { stdio: "ignore" });
  same(() => spawn("x", { stdio: ["ignore", "ignore", "ignore"] }), piped, false);
  same(() => spawn("x", { stdio: ["ignore", "ignore", "pipe"] }), ignored, false);
  same(() => spawn("x"), open, false);
}

export function streams(): void {
  const piped = spawnWithLifeline("x");
  piped.stdin satisfies Writable;
  piped.stdout satisfies Readable;
  const half = spawnWithLifeline("x", { stdio: ["ignore", "pipe", "inherit"] });
  half.stdin satisfies null;
  half.stdout satisfies Readable;
  half.stderr satisfies null;
  const open: WithLifeline<ChildProcess> = spawnWithLifeline("x", { stdio: "inherit" });
  // @ts-expect-error: it may be null
  open.stdout.resume();
}

export async function disposal(): Promise<void> {
  await using child = spawnWithLifeline("x");
  child.lifeline.state satisfies "open" | "bound" | "stopping" | "closed" | "released";
  await using _lifeline = child.lifeline;
  using _bare = spawnWithLifeline("x");
}
