import { existsSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runBeatingPair } from "../support/beating.js";
import {
  describeNeeds,
  expectAliveFor,
  expectDead,
  isDead,
  requirement,
  scaled,
  temporaryDirectory,
  until,
} from "../support/index.js";

const beat = scaled(100);
const minute = 60_000;
const library = findLibrary();
const faketime = requirement(library !== undefined, "libfaketime is not installed (Debian package faketime)");

/** Where Debian keeps it, for whatever architecture. */
function findLibrary(): string | undefined {
  const folders = existsSync("/usr/lib") ? readdirSync("/usr/lib") : [];
  return folders
    .map((folder) => join("/usr/lib", folder, "faketime/libfaketimeMT.so.1"))
    .find((path) => existsSync(path));
}

// Both see the wall clock that the file says; their monotonic clock is the true one.
async function jump({ to, wallClock }: { to: string; wallClock: boolean }) {
  const file = join(temporaryDirectory(), "offset");
  setOffset(file, "+0");
  const env = {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
  };
  const impatient = wallClock && { clock: "wall" as const, timeout: minute };
  // A stall would end it.
  const pair = await runBeatingPair({ beat, impatient, onStall: "shutdown", host: { env } });
  setOffset(file, to);
  return { ...pair, setOffset: (offset: string) => setOffset(file, offset) };
}

/** Renamed into place: a half-written file would be another time. */
function setOffset(file: string, offset: string): void {
  writeFileSync(`${file}.new`, `${offset}\n`);
  renameSync(`${file}.new`, file);
}

describeNeeds(faketime)("the wall clock jumps", () => {
  const jumps = [
    { by: "an hour", to: "+1h", least: 59 * minute },
    { by: "a year", to: "+1y", least: 364 * 24 * 60 * minute },
  ];

  it.each(jumps)("by $by: ends a child that measures silence with it", async ({ to }) => {
    const { host, child, report, setOffset } = await jump({ to, wallClock: true });
    // A beat that is the first to see the new time hides the jump: so it jumps until something else is first.
    let jumps = 0;
    await until(
      "the child to be mistaken",
      () => {
        setOffset(jumps++ % 2 === 0 ? "+0" : to);
        return report.of("mistaken").length > 0;
      },
      { interval: 3 * beat },
    );
    await expectDead(child);
    expect(isDead(host.identity)).toBe(false);
  });

  it.each(jumps)("by $by, back, and again: is nothing", async ({ to, least }) => {
    const { host, child, report, bystander, setOffset } = await jump({ to, wallClock: false });
    for (const offset of ["+0", to]) {
      await expectAliveFor(child, 10 * beat);
      setOffset(offset);
    }
    expect(report.messages.map(({ type }) => type)).toEqual(["up", "bound"]);
    host.kill("SIGKILL");
    const hook = await report.message("hook");
    expect(hook).toMatchObject({ reason: "parent-exited" });
    expect(hook.at - Date.now()).toBeGreaterThan(least);
    await expectDead(child);
    bystander.expectAlive();
  });
});
