import { setTimeout as sleep } from "node:timers/promises";
import { commandLine, environmentOf, pids, readStat } from "./processes.mjs";

/** The environment entry that all processes of a run inherit: `<run>/<round>/<unit>`. */
export const MARK = "LIFELINE_SOAK";
/** In ms, between two looks. */
export const PERIOD = 100;
/** So many looks at a process that shows no mark: then it is none of ours. */
const LOOKS_AT_STRANGERS = 20;

/**
 * Looks through the process table again and again, for all rounds at once. A process is ours by the mark in its
 * environment, and stays so when it has scrubbed that: what was seen once is remembered with its start time.
 */
export class Census {
  /** Living processes by round: `{ pid, start, unit }`. */
  #rounds = new Map();
  /** Living guards, by the pid of their parent. */
  #guards = new Map();
  #known = new Map();
  #registered = new Map();
  #run;
  #isRunning = false;
  #turn = Promise.resolve();
  #watchers = new Set();

  constructor(run) {
    this.#run = run;
  }

  start() {
    this.#isRunning = true;
    this.#turn = this.#loop();
  }

  async stop() {
    this.#isRunning = false;
    await this.#turn;
  }

  /** Called after each look. */
  watch(watcher) {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Resolves after a look that began after this call. */
  fresh() {
    this.look();
    return new Promise((resolve) => setImmediate(resolve));
  }

  /** For one that shows no mark, because it scrubbed its environment before anybody looked. */
  register(round, unit, { pid, start }) {
    this.#registered.set(`${pid}:${start}`, { round: String(round), unit });
  }

  of(round) {
    return this.#rounds.get(String(round)) ?? [];
  }

  guardsOf(parent) {
    return this.#guards.get(parent) ?? [];
  }

  /** Everybody, of all rounds. */
  everybody() {
    return [...this.#rounds.values()].flat();
  }

  look() {
    const known = new Map();
    this.#rounds = new Map();
    this.#guards = new Map();
    for (const pid of pids()) {
      const stat = readStat(pid);
      if (stat === undefined || stat.state === "Z" || stat.state === "X") continue;
      const found = this.#recognise(stat);
      known.set(stat.pid, found);
      if (found.guardOf) push(this.#guards, found.guardOf, { ...stat, parent: found.guardOf });
      else if (found.mark) push(this.#rounds, found.mark.round, { ...stat, unit: found.mark.unit });
    }
    this.#known = known;
    for (const watcher of this.#watchers) watcher();
  }

  #recognise({ pid, start, ppid }) {
    const before = this.#known.get(pid);
    const old = before?.start === start ? before : { start, looks: 0 };
    if (ppid === 2 || old.looks > LOOKS_AT_STRANGERS) return old;
    const entry = `\0${MARK}=${this.#run}/`;
    const environment = `\0${environmentOf(pid)}`;
    const at = environment.indexOf(entry);
    if (at >= 0) {
      const [round, unit] = environment
        .slice(at + entry.length, environment.indexOf("\0", at + 1))
        .split("/");
      return { start, looks: 0, mark: { round, unit } };
    }
    const guardOf = Number(/ lifeline-guard (\d+)$/.exec(commandLine(pid))?.[1] ?? 0);
    if (guardOf) return { start, looks: 0, guardOf };
    const mark = this.#registered.get(`${pid}:${start}`) ?? old.mark;
    return { start, looks: mark || environment === "\0" ? 0 : old.looks + 1, mark };
  }

  async #loop() {
    while (this.#isRunning) {
      this.look();
      await sleep(PERIOD);
    }
  }
}

function push(map, key, value) {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
