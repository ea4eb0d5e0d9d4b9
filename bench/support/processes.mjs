import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

// Every process of a run inherits this entry: by it the last of them is found, whoever started it.
const mark = { name: "LIFELINE_BENCH", value: randomUUID() };

/**
 * Starts a process of the benchmark: its lines are read, its errors are ours. With a `round`, {@link endAll} can end all
 * of that round alone.
 */
export function start(command, args, { round = "", env, ...options } = {}) {
  return spawn(command, args, {
    stdio: ["ignore", "pipe", "inherit"],
    ...options,
    env: { ...process.env, ...env, [mark.name]: markOf(round) },
  });
}

function markOf(round) {
  return round === "" ? mark.value : `${mark.value}/${round}/`;
}

/** Starts one of `programs/` under this very Node. */
export function startProgram(name, args = [], nodeOptions = [], options = {}) {
  return start(process.execPath, [...nodeOptions, programPath(name), ...args], options);
}

export function programPath(name) {
  return new URL(`../programs/${name}`, import.meta.url).pathname;
}

/** The lines of a child's stdout, in the order in which they come; `next(word)` waits for one that begins so. */
export function linesOf(child, deadline = 60_000) {
  const lines = [];
  const waiting = new Set();
  let ended = false;
  let rest = "";
  const wake = () => {
    for (const look of waiting) look();
  };
  child.stdout.setEncoding("utf8").on("data", (text) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop();
    lines.push(...parts);
    wake();
  });
  child.stdout.on("end", () => {
    ended = true;
    wake();
  });

  function until(what, found, within = deadline) {
    return new Promise((resolve, reject) => {
      const settle = (act, value) => {
        clearTimeout(timer);
        waiting.delete(look);
        act(value);
      };
      const fail = (why) =>
        settle(reject, new Error(`${why} while waiting for ${what}: ${JSON.stringify(lines)}`));
      const timer = setTimeout(() => fail("Out of time"), within);
      const look = () => {
        const value = found();
        if (value !== undefined) settle(resolve, value);
        else if (ended) fail("The output ended");
      };
      waiting.add(look);
      look();
    });
  }

  return {
    /** Takes the next line that begins with `word`, and returns what follows it. */
    next: (word) =>
      until(`"${word}"`, () => {
        const at = lines.findIndex((line) => line.startsWith(`${word} `));
        return at < 0 ? undefined : lines.splice(at, 1)[0].slice(word.length + 1);
      }),
    /** Settles when every process that holds the output has ended. */
    end: (within) => until("the end", () => (ended ? true : undefined), within),
  };
}

/** Kills, by id, every process that carries our mark, or that of one round, until none is found twice in a row. */
export async function endAll(round = "") {
  for (let quiet = 0; quiet < 2; ) {
    const found = marked(round);
    for (const pid of found) kill(pid);
    quiet = found.length === 0 ? quiet + 1 : 0;
    await sleep(20);
  }
}

/** The processes of this run, or of one round, as pids. */
export function marked(round = "") {
  return readdirSync("/proc").filter(
    (name) => /^\d+$/.test(name) && environment(name).includes(`${mark.name}=${markOf(round)}`),
  );
}

function environment(pid) {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1");
  } catch {
    return "";
  }
}

function kill(pid) {
  try {
    process.kill(Number(pid), "SIGKILL");
  } catch {
    // It ended by itself in between.
  }
}
