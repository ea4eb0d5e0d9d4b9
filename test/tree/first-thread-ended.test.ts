import { describe, expect } from "vitest";
import {
  expectDead,
  identify,
  isDead,
  itNeeds,
  readProcess,
  requireTool,
  tie,
  until,
} from "../support/index.js";

/** It takes no SIGTERM, and lives on in its second thread. */
const PROGRAM = [
  "import ctypes, signal, threading, time",
  "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])",
  "threading.Thread(target=time.sleep, args=(3600,)).start()",
  "ctypes.CDLL(None).pthread_exit(None)",
].join("\n");

describe("a child whose first thread has ended: /proc shows a zombie", () => {
  itNeeds(requireTool("python3"))("is a member, and stop() ends it", async () => {
    const child = tie("/usr/bin/python3", ["-c", PROGRAM], {
      stdio: "ignore",
      lifeline: { gracePeriod: 200 },
    });
    const leader = identify(child.pid as number);
    await until("its first thread to end", () => readProcess(leader.pid)?.state === "Z");
    // What takes the state alone for a death is wrong here.
    expect(isDead(leader)).toBe(false);
    expect((await child.lifeline.members()).map(({ pid }) => pid)).toEqual([leader.pid]);
    const { forced, signal, survivors } = await child.lifeline.stop();
    expect({ forced, signal, survivors }).toEqual({ forced: true, signal: "SIGKILL", survivors: [] });
    await expectDead(leader);
  });
});
