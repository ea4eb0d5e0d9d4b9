import { describe, expect, it } from "vitest";
import { importSpawn, runProgram } from "../support/index.js";

/** A parent with more in its pipe than a child that never reads has room for, when that child is killed. */
async function killTheDeaf({ plain }: { plain: boolean }) {
  const parent = runProgram(`${importSpawn({ plain })}
    const child = spawn("sleep", ["1000"], { stdio: ["ignore", "ignore", "ignore"${plain ? ', "pipe"' : ""}] });
    child.stdio[3].write("BEAT seq=0\\n".repeat(100_000));
    child.kill("SIGKILL");
    child.once("close", () => console.log("closed"));`);
  const { code } = await parent.exit;
  return { code, stderr: parent.stderr, output: parent.output };
}

describe("what cannot be written to a dead child", () => {
  it("ends a parent that thinks nothing of it", async () => {
    const { code, stderr } = await killTheDeaf({ plain: true });
    expect(code).toBe(1);
    expect(stderr).toMatch(/EPIPE|ECONNRESET/);
  });

  it("is no error of the lifeline's user", async () => {
    expect(await killTheDeaf({ plain: false })).toEqual({ code: 0, stderr: "", output: "closed\n" });
  });
});
