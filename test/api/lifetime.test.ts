import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { clock, importSpawn, runProgram, scaled, temporaryDirectory } from "../support/index.js";

const kinds = [
  ["plain", true],
  ["tied", false],
] as const;

/** Longer than any of these programs should take, shorter than the children live. */
const patience = scaled(20_000);

// Each is a whole program. What it prints, and that it ends with 0, must be the same with and without a lifeline;
// a promise that never settles would end it with 13.
const programs = {
  "waits for its child, and ends with it": `
    spawn("sh", ["-c", "sleep 0.2; echo done"], { stdio: ["ignore", "inherit", "inherit"] });`,
  "settles close, with pipes": `
    const child = spawn("sh", ["-c", "echo done; exit 7"]);
    child.stdout.pipe(process.stdout);
    const [code] = await once(child, "close");
    console.log(code);`,
  "settles close, with nothing else open": `
    const child = spawn("sh", ["-c", "exit 7"], { stdio: "ignore" });
    const [code] = await once(child, "close");
    console.log(code);`,
  "settles close, after an exit listener that took its time": `
    const child = spawn("sh", ["-c", "exit 7"], { stdio: "ignore" });
    child.on("exit", () => { for (const end = performance.now() + 400; performance.now() < end;); });
    const [code] = await once(child, "close");
    console.log(code);`,
  "settles close, when many end at once": `
    const codes = Array.from({ length: 20 }, async (_, index) => {
      const child = spawn("sh", ["-c", "exit " + index], { stdio: "ignore" });
      return (await once(child, "close"))[0];
    });
    console.log((await Promise.all(codes)).join());`,
  "settles close, of a failed spawn": `
    const child = spawn("/does/not/exist", { stdio: "ignore" });
    child.on("error", ({ code }) => console.log(code));
    console.log(await new Promise((resolve) => child.on("close", resolve)));`,
  "does not wait for a child that is unref'ed": `
    const child = spawn("sleep", ["1000"], { stdio: "ignore" });
    child.unref();
    console.log("done");`,
  "waits again after ref": `
    const child = spawn("sh", ["-c", "sleep 0.2; exit 7"], { stdio: "ignore" });
    child.unref();
    child.ref();
    child.on("exit", (code) => console.log(code));`,
  "does not wait for a grandchild in the background": `
    const child = spawn("sh", ["-c", "sleep 1000 & exit 7"], { stdio: "ignore" });
    child.on("exit", (code) => console.log(code));`,
  "ends its child by kill": `
    const child = spawn("sleep", ["1000"], { stdio: "ignore" });
    console.log(child.kill(), child.killed);
    const [code, signal] = await once(child, "exit");
    console.log(code, signal, child.kill());`,
};

function run(plain: boolean, source: string) {
  return runProgram(`${importSpawn({ plain })}import { once } from "node:events";\n${source}`);
}

describe("a parent with a child", () => {
  it.each(Object.entries(programs))("%s", async (_, source) => {
    const began = clock();
    const results = [];
    for (const [, plain] of kinds) {
      const program = run(plain, source);
      const { code } = await program.exit;
      results.push({ code, output: program.output, stderr: program.stderr });
    }
    expect(results[0]).toMatchObject({ code: 0, stderr: "" });
    expect(results[0]?.output).not.toBe("");
    expect(results[1]).toEqual(results[0]);
    expect(clock() - began).toBeLessThan(patience);
  });

  // Documented: what has inherited the lifeline holds `close` back, though not the parent's own end.
  it.each([
    ["plain", true, ["exit", "close", "later"]],
    ["tied", false, ["exit", "later", "close"]],
  ] as const)("sees close when nobody holds the lifeline any more (%s)", async (_, plain, order) => {
    const go = join(temporaryDirectory(), "go");
    const program = run(
      plain,
      `const say = (type) => console.log(JSON.stringify({ type }));
       const child = spawn("sh", ["-c", 'while ! [ -e "${go}" ]; do sleep 0.02; done & exit'], { stdio: "ignore" });
       child.on("exit", () => { say("exit"); setTimeout(say, 100, "later"); });
       child.on("close", () => { say("close"); plan(); });
       const stay = setInterval(() => {}, 1000);
       const plan = () => setTimeout(() => clearInterval(stay), 200);`,
    );
    await program.message("later");
    writeFileSync(go, "");
    await program.exit;
    expect(program.messages.map(({ type }) => type)).toEqual(order);
  });
});
