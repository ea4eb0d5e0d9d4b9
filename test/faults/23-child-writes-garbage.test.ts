import { describe, expect, it } from "vitest";
import { startBystander, until } from "../support/index.js";
import { startMeasured } from "../support/measured.js";

const MEGABYTE = 2 ** 20;

// `say` is shell: it comes after HELLO, on a child that lives on, and goes to fd 3.
async function hear(say: string, { plain = false } = {}) {
  const bystander = startBystander();
  const script = `read hello <&3; echo read >&2; ${say}; exec sleep 1000 3<&-`;
  // A second child, which says nothing wrong: it must not suffer from the first.
  const good = 'read hello <&3; echo "BOUND pid=$$" >&3; while read beat; do echo "$beat" >&2; done <&3';
  const children = [script, good].map((text) => ({ command: "sh", args: ["-c", text] }));
  const host = startMeasured({ plain, heartbeatInterval: 20, children });
  await until("the child to have read its first line", () => host.stderr.includes("read\n"));
  return { host, bystander };
}

async function expectUnharmed({ host, bystander }: Awaited<ReturnType<typeof hear>>) {
  const before = host.stderr.length;
  await until("more beats to the good child", () => host.stderr.indexOf("BEAT", before) > 0);
  expect(host.of("exit")).toEqual([]);
  bystander.expectAlive();
}

describe("the child closes its end", () => {
  // With heartbeats unread: that is a reset, and an error on the socket of the parent.
  const unread = 'echo "BOUND pid=$$" >&3; sleep 0.3; exec 3<&-';

  it("crashes a parent that thinks nothing of it", async () => {
    const { host } = await hear(unread, { plain: true });
    expect(await host.exit).toEqual({ code: 1, signal: null });
    expect(host.stderr).toMatch(/EPIPE|ECONNRESET/);
  });

  it.each([unread, "exec 3<&-", `yes "STATUS x" | head -c 100000 >&3; ${unread}`])(
    "does not crash the parent, and one event says so: %s",
    async (say) => {
      const heard = await hear(`${say}; echo closed >&2`);
      await until("the child to have closed it", () => heard.host.stderr.includes("closed\n"));
      await expectUnharmed(heard);
      const { message } = await heard.host.message("protocol-error");
      expect(message).toContain("closed its end of the lifeline");
      expect((await heard.host.measure()).events["protocol-error"]).toBe(1);
    },
  );

  it("is what bound() and ready() reject with, where they would wait for ever", async () => {
    const { host } = await hear("exec 3<&-");
    for (const promise of ["bound", "ready"]) {
      const rejected = await host.message((message) => message.promise === promise);
      expect(rejected).toMatchObject({ index: 0, code: "ERR_LIFELINE_PROTOCOL" });
    }
  });

  it("says nothing of a child that ends, or that said UNBOUND before", async () => {
    const heard = await hear("echo 'BOUND pid=1\nUNBOUND' >&3; exec 3<&-; sleep 1.2; exit 0");
    await heard.host.message("exit");
    expect((await heard.host.measure()).events["protocol-error"]).toBeUndefined();
  });
});

describe("the child writes garbage", () => {
  const words = {
    "what is no line": "echo '{\"hello\": 1}' >&3",
    "garbage, again and again": 'for i in 1 2 3 4 5; do echo "oops $i" >&3; done',
    "bytes that are no text": "printf '\\000\\377\\376\\n' >&3",
    "an empty line": "echo >&3",
    "garbage behind a good line": 'printf "STATUS fine\\nwhat\\n" >&3',
    "a line of 513 bytes": "printf 'STATUS %506d\\n' 1 >&3",
    "10 MB without a line end": "head -c 10485760 /dev/zero >&3",
    "10 MB without a line end, then EOF": "head -c 10485760 /dev/zero >&3; exec 3<&-",
    "what binary programs write": "head -c 1000000 /dev/urandom >&3",
  };

  it.each(Object.entries(words))("is one protocol-error, and nobody is bound: %s", async (_, say) => {
    const heard = await hear(`${say}; echo said >&2`);
    const { host } = heard;
    const before = await host.measure();
    expect(await host.message("protocol-error")).toMatchObject({ index: 0, code: "ERR_LIFELINE_PROTOCOL" });
    for (const promise of ["bound", "ready"]) {
      const rejected = await host.message((message) => message.promise === promise);
      expect(rejected).toMatchObject({ index: 0, code: "ERR_LIFELINE_PROTOCOL" });
    }
    await until("all to be said", () => host.stderr.includes("said\n"));
    await expectUnharmed(heard);
    const after = await host.measure();
    expect(after.events).toMatchObject({ bound: 1, "protocol-error": 1 });
    expect(after.heap - before.heap).toBeLessThan(5 * MEGABYTE);
  });

  it("is not believed from there on: neither BOUND nor READY", async () => {
    const heard = await hear('printf "what\\nBOUND pid=1\\nREADY\\nSTATUS x\\n" >&3; echo said >&2');
    await heard.host.message("protocol-error");
    await until("all to be said", () => heard.host.stderr.includes("said\n"));
    await expectUnharmed(heard);
    expect((await heard.host.measure()).events).toEqual({ bound: 1, "protocol-error": 1 });
  });

  it("is not taken for a line where it is half of one and then EOF", async () => {
    const heard = await hear('printf "BOUND pi" >&3; exec 3<&-');
    await expectUnharmed(heard);
    expect((await heard.host.message("protocol-error")).message).toContain("closed its end");
    expect((await heard.host.measure()).events).toEqual({ bound: 1, "protocol-error": 1 });
  });

  it("is no error where it is a verb that we do not know yet, or a line of 512 bytes", async () => {
    const heard = await hear(
      'echo "SING song=1" >&3; printf "STATUS %505d\\n" 1 >&3; echo "BOUND pid=1 a=b" >&3',
    );
    await until("both to be bound", async () => (await heard.host.measure()).events.bound === 2);
    await expectUnharmed(heard);
    expect((await heard.host.measure()).events).toMatchObject({ bound: 2, status: 1 });
  });
});
