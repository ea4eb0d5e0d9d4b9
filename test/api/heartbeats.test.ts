import type { LifelineOptions } from "lifeline-parent";
import { describe, expect, it } from "vitest";
import { tie, until } from "../support/index.js";

/** A child that shows what it hears, and says BOUND once it is told to on `go`. */
function eavesdrop(lifeline: LifelineOptions = {}) {
  const fd = lifeline.channel === "stdin" ? 0 : 4;
  const script = `cat <&${fd} & read go <&3; ${fd === 0 ? "" : "echo BOUND >&4;"} wait`;
  // sh gives a background process /dev/null as its stdin, unless it is told otherwise.
  const child = tie(
    "sh",
    ["-c", script.replace("cat <&0", "cat <&5").replace(/^/, fd === 0 ? "exec 5<&0; " : "")],
    {
      stdio: ["pipe", "pipe", "ignore", "pipe"],
      lifeline: { heartbeatInterval: 20, ...lifeline },
    },
  );
  let heard = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    heard += text;
  });
  return {
    child,
    bind: () => (child.stdio[3] as NodeJS.WritableStream).write("go\n"),
    lines: () => heard.split("\n").slice(0, -1),
    beats: () => heard.match(/^BEAT .*$/gm) ?? [],
  };
}

const fiveBeatsOf = (one: { beats: () => string[] }) =>
  until("five heartbeats", () => one.beats().length >= 5);

describe("heartbeats", () => {
  it("begin with BOUND on an fd, and at once on stdin", async () => {
    const onFd = eavesdrop();
    const onStdin = eavesdrop({ channel: "stdin" });
    await until("HELLO", () => onFd.lines().length > 0);
    await fiveBeatsOf(onStdin);
    // The other one is the clock: five beats long, this one heard none.
    expect(onFd.lines()).toEqual([
      expect.stringMatching(/^HELLO v=1 token=[0-9a-f]{32} child=\d+ beat=20 grace=5000$/),
    ]);
    onFd.bind();
    await fiveBeatsOf(onFd);
  });

  it("begin long before an interval is over", async () => {
    const [onFd, onStdin] = [
      eavesdrop({ heartbeatInterval: 3_600_000 }),
      eavesdrop({ heartbeatInterval: 3_600_000, channel: "stdin" }),
    ];
    onFd.bind();
    await until("a heartbeat on each", () => onFd.beats().length === 1 && onStdin.beats().length === 1);
  });

  it("are counted from 0", async () => {
    const child = eavesdrop();
    child.bind();
    await fiveBeatsOf(child);
    expect(child.beats().slice(0, 5)).toEqual([0, 1, 2, 3, 4].map((seq) => `BEAT seq=${seq}`));
    expect(child.child.lifeline.state).toBe("bound");
  });

  it("are none where heartbeatInterval is 0", async () => {
    const [none, control] = [eavesdrop({ heartbeatInterval: 0 }), eavesdrop()];
    none.bind();
    control.bind();
    await none.child.lifeline.bound();
    await fiveBeatsOf(control);
    expect(none.lines()).toEqual([expect.stringMatching(/ beat=0 grace=5000$/)]);
  });

  it("end with release", async () => {
    const [released, control] = [eavesdrop(), eavesdrop()];
    released.bind();
    await fiveBeatsOf(released);
    released.child.lifeline.release();
    await until("RELEASE", () => released.lines().at(-1) === "RELEASE");
    control.bind();
    await fiveBeatsOf(control);
    expect(released.lines().at(-1)).toBe("RELEASE");
  });

  it("of several intervals come at their own pace", async () => {
    const [fast, slow] = [eavesdrop({ heartbeatInterval: 20 }), eavesdrop({ heartbeatInterval: 200 })];
    for (const each of [fast, slow]) each.bind();
    await until("many beats", () => slow.beats().length >= 4);
    // Ten to one on an idle machine.
    expect(fast.beats().length).toBeGreaterThan(slow.beats().length * 2);
  });
});
