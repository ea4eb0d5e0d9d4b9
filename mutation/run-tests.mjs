import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, environmentOf, isAlive, kill, pids, readStat } from "../soak/support/processes.mjs";

/** In ms: for the tests of one mechanism. Beyond that they hang, which is no verdict. */
const LONGEST = 300_000;
/** In ms: for one test. Those that fail here mostly wait in vain. */
const LONGEST_TEST = 45_000;

/**
 * Runs these tests in a copy of the workspace, and leaves no process of theirs behind.
 *
 * @returns what became of each test that ran, `file > name`
 */
export async function runTests(folder, { tests, only }) {
  const result = join(folder, "result.json");
  rmSync(result, { force: true });
  const program = join(folder, "node_modules/vitest/vitest.mjs");
  const args = [
    "run",
    ...tests,
    "--reporter=json",
    `--outputFile=${result}`,
    `--testTimeout=${LONGEST_TEST}`,
  ];
  const output = await run([program, ...args, ...(only ? ["-t", only] : [])], folder);
  await killAllOf(folder);
  try {
    return verdicts(JSON.parse(readFileSync(result, "utf8")), folder);
  } catch (error) {
    throw new Error(`The tests came to no result: ${error.message}\n${output.slice(-4_000)}`);
  }
}

function run(args, folder) {
  const child = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    // A guard inherits nothing but PATH: that is what proves later whose it is.
    env: { ...process.env, LIFELINE_TEST_WORKERS: "1", PATH: `${process.env.PATH}:${markOf(folder)}` },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  const timer = setTimeout(() => child.kill("SIGKILL"), LONGEST);
  return new Promise((resolve) => {
    child.once("exit", () => {
      clearTimeout(timer);
      resolve(output);
    });
  });
}

function verdicts({ testResults }, folder) {
  const found = new Map();
  for (const { name, status, message, assertionResults } of testResults) {
    const file = relative(folder, name);
    for (const each of assertionResults) {
      if (each.status === "passed" || each.status === "failed")
        found.set(`${file} > ${each.fullName}`, each.status);
    }
    if (status === "failed" && assertionResults.length === 0)
      throw new Error(`${file} did not load: ${message}`);
  }
  return found;
}

const markOf = (folder) => join(folder, "mark");

/**
 * Of all copies in this folder, too. A test that fails may leave what it would have ended, and a broken guard does not
 * end.
 */
export async function killAllOf(folder) {
  for (let calm = 0; calm < 3; calm++) {
    for (const identity of processesOf(folder)) {
      if (kill(identity)) calm = 0;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const left = processesOf(folder).filter(isAlive);
  if (left.length > 0) throw new Error(`These did not end:\n${left.map(describe).join("\n")}`);
}

function processesOf(folder) {
  return pids()
    .filter((pid) => Number(pid) !== process.pid && environmentOf(pid).includes(`:${folder}/`))
    .map(readStat)
    .filter((stat) => stat !== undefined && isAlive(stat));
}
