import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { expectAliveFor, type Handmade, nodeFixture, startHandmade } from "../support/index.js";

const MEGABYTE = 2 ** 20;
const FLOOD = 64 * MEGABYTE;
const other = "f".repeat(32);

/** The most memory that a process has ever held, by the kernel's own account. */
function peakMemory(pid: number): number {
  const [, kilobytes] = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "latin1")) ?? [];
  return Number(kilobytes) * 1024;
}

async function startBound(hello?: Parameters<Handmade["hello"]>[0], child = {}): Promise<Handmade> {
  const handmade = startHandmade({ child });
  handmade.socket.write(handmade.hello(hello));
  await handmade.report.message("bound");
  return handmade;
}

/** Bound still: it can be asked to stop, and does as it was told. */
async function expectToStop({ child, report, socket }: Handmade, stop = "STOP\n") {
  socket.write(stop);
  expect(await child.exit).toEqual({ code: 0, signal: null });
  expect(child.stderr).toBe("");
  return report.message("hook");
}

describe("before HELLO, what the parent writes", () => {
  const firstWords: [string, (by: Handmade) => string | Buffer][] = [
    ["garbage", () => Buffer.from(Array.from({ length: 4_000 }, (_, n) => (n * 7_919) % 256))],
    ["64 MB without a line end", () => Buffer.alloc(FLOOD, "x")],
    ["HELLO and 64 MB without a line end", () => Buffer.concat([Buffer.from("HELLO "), Buffer.alloc(FLOOD)])],
    ["an empty line", () => "\n"],
    ["another verb", () => "BEAT seq=1\n"],
    ["another token", ({ hello }) => hello({ token: other })],
    ["a token cut short", ({ hello, token }) => hello({ token: token.slice(1) })],
    ["a token in capitals", ({ hello, token }) => hello({ token: token.toUpperCase() })],
    ["no token", ({ hello }) => hello({ token: undefined })],
    ["another version", ({ hello }) => hello({ v: 2 })],
    ["no version", ({ hello }) => hello({ v: undefined })],
    ["hello in small letters", ({ hello }) => hello().replace("HELLO", "hello")],
    ["the right HELLO behind a wrong one", ({ hello }) => hello({ token: other }) + hello()],
    ["a HELLO that is too long", ({ hello }) => hello({ pad: "x".repeat(500) })],
  ];

  it.each(firstWords)("does not bind, and a mode event says so: %s", async (_, words) => {
    const handmade = startHandmade();
    const { child, report, socket } = handmade;
    await report.message("up");
    const before = peakMemory(child.pid);
    socket.write(words(handmade));
    expect(await report.message("mode")).toMatchObject({ mode: "standalone" });
    // Whose pipe that was is no business of the child, and neither is its end.
    socket.destroy();
    await expectAliveFor(child.identity, 50);
    expect(peakMemory(child.pid) - before).toBeLessThan(FLOOD / 2);
    expect(handmade.heard).toBe("");
    expect(report.of("bound")).toEqual([]);
    expect(report.of("hook")).toEqual([]);
    expect(child.stderr).toBe("");
  });

  it("is no death where it is half a HELLO and then EOF, and the parent is proved to live", async () => {
    const { child, report, socket, hello } = startHandmade();
    socket.end(hello().slice(0, 20));
    expect(await report.message("mode")).toMatchObject({ mode: "standalone" });
    await expectAliveFor(child.identity, 50);
    expect(report.of("hook")).toEqual([]);
  });

  it("is the death of the parent where it is half a HELLO and then EOF, and nothing proves it alive", async () => {
    const { child, report, socket, hello } = startHandmade({ marker: { start: "-", boot: "-" } });
    socket.end(hello().slice(0, 20));
    expect(await report.message("hook")).toMatchObject({ reason: "parent-exited", evidence: "eof" });
    expect(await child.exit).toEqual({ code: 0, signal: null });
  });
});

describe("after HELLO, what the parent writes", () => {
  const later: [string, string | Buffer, errors: number][] = [
    ["garbage in lines", "what?\n{}\n 1\nhello\n\n", 5],
    ["bytes that are no text", Buffer.from([0, 0xff, 0xfe, 0x80, 10]), 1],
    ["a line of 513 bytes", `BEAT ${"x".repeat(508)}\n`, 1],
    [
      "64 MB without a line end, and then one",
      Buffer.concat([Buffer.alloc(FLOOD, "x"), Buffer.from("\n")]),
      1,
    ],
    ["a line of 512 bytes", `BEAT ${"x".repeat(507)}\n`, 0],
    ["unknown verbs and keys", "SING song=1\nBEAT seq=0 tempo=fast ==\nX\nSTATUS a b=c\n", 0],
    ["a second HELLO, of somebody else", `HELLO v=1 token=${other} child=1 beat=1 grace=1\n`, 0],
    ["numbers that are none", "BEAT seq=-1\nBEAT seq=1e999\nBEAT seq=NaN\nBEAT\nBEAT seq=\n", 0],
    ["2,000 lines at once", "BEAT seq=1\n".repeat(2_000), 0],
  ];

  it.each(later)("is an event and no more, the lifeline holds: %s", async (_, words, errors) => {
    const handmade = await startBound();
    const { child, report, socket } = handmade;
    const before = peakMemory(child.pid);
    socket.write(words);
    for (let count = 1; count <= errors; count++) {
      const error = await report.message("protocol-error", { count });
      expect(error).toMatchObject({ code: "ERR_LIFELINE_PROTOCOL" });
    }
    if (words.length > MEGABYTE) expect(peakMemory(child.pid) - before).toBeLessThan(FLOOD / 2);
    expect(await expectToStop(handmade)).toMatchObject({ reason: "stop-requested", gracePeriod: 5_000 });
    expect(report.of("protocol-error")).toHaveLength(errors);
    expect(report.of("mode")).toEqual([]);
  });

  it("costs a child that has no limit all that memory", async () => {
    const { child, report, socket } = startHandmade({ program: nodeFixture("hoarding-child.mjs") });
    await report.message("up");
    const before = peakMemory(child.pid);
    socket.write(Buffer.concat([Buffer.alloc(FLOOD, "x"), Buffer.from("\n")]));
    await report.message((message) => message.type === "hoarded");
    expect(peakMemory(child.pid) - before).toBeGreaterThan(FLOOD / 2);
  });

  it("is the parent's death where it is half a line and then EOF", async () => {
    const { child, report, socket } = await startBound();
    socket.end("STOP grace=1");
    expect(await report.message("hook")).toMatchObject({ reason: "parent-exited", evidence: "eof" });
    expect(await child.exit).toEqual({ code: 0, signal: null });
    expect(report.of("protocol-error")).toEqual([]);
  });
});

describe("numbers that are absurd or negative", () => {
  const numbers = ["-1", "1e12", "NaN", "4294967296", "1.5", ""];

  it.each(numbers)("leave the child's own in force, in HELLO and STOP: %s", async (number) => {
    const handmade = await startBound({ beat: number, grace: number, child: number });
    expect(await expectToStop(handmade, `STOP grace=${number}\n`)).toMatchObject({ gracePeriod: 5_000 });
    expect(handmade.report.of("stall")).toEqual([]);
  });
});

describe("the good ones still bind", () => {
  it("HELLO in pieces of one byte", async () => {
    const handmade = startHandmade();
    await handmade.report.message("up");
    for (const byte of handmade.hello()) {
      handmade.socket.write(byte);
      await sleep(1);
    }
    await handmade.report.message("bound");
    await expectToStop(handmade);
  });

  it("HELLO with keys of a later version, and much behind it in the same write", async () => {
    const handmade = startHandmade();
    const { hello, report } = handmade;
    handmade.socket.write(`${hello({ mood: "good", beat: "0" })}${"BEAT seq=1\n".repeat(100)}NEWS today=1\n`);
    await report.message("bound");
    expect(await expectToStop(handmade, "STOP grace=700\n")).toMatchObject({ gracePeriod: 700 });
    expect(handmade.heard).toMatch(/^BOUND pid=\d+\nSTOPPING reason=stop-requested\n$/);
  });

  it("HELLO, STOP and the end, all in one write", async () => {
    const { child, report, socket, hello } = startHandmade();
    socket.end(`${hello()}STOP grace=900\n`);
    expect(await report.message("hook")).toMatchObject({ reason: "stop-requested", gracePeriod: 900 });
    expect(await child.exit).toEqual({ code: 0, signal: null });
  });
});
