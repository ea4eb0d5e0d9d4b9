import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { MARK } from "../support/census.mjs";
import { Ledger } from "../support/ledger.mjs";
import { isAlive, kill, readStat } from "../support/processes.mjs";
import { Unit } from "./unit.mjs";

const program = fileURLToPath(new URL("../programs/parent.mjs", import.meta.url));
const START_TIMEOUT = 30_000;

/** One parent with its children, and what is known of them. What may happen to them is in steps.mjs and endings.mjs. */
export class Round {
  units = new Map();
  /** The parent has been told to go, or killed. */
  isEnding = false;
  parent;
  exit;
  bystander;
  ports = [];
  #stderr;

  constructor(context, plan) {
    this.context = context;
    this.plan = plan;
    this.number = plan.round;
    this.directory = `${context.directory}/${plan.round}`;
    mkdirSync(`${this.directory}/work`, { recursive: true });
    this.ledger = new Ledger(`${this.directory}/ledger`);
    this.#stderr = `${this.directory}/stderr`;
  }

  get census() {
    return this.context.census;
  }

  /** Once for each count and what: a survivor is found again at each look. */
  fail(count, what, facts = {}) {
    const { findings } = this.context;
    if (
      findings.list.some((each) => each.round === this.number && each.count === count && each.what === what)
    )
      return;
    findings.add(count, this.number, what, {
      ...facts,
      plan: this.plan,
      stderr: this.stderr.slice(-2_000),
      ledger: this.ledger.lines.slice(-60),
    });
  }

  get stderr() {
    try {
      return readFileSync(this.#stderr, "utf8");
    } catch {
      return "";
    }
  }

  async start(nodeOptions = []) {
    this.bystander = this.#identify(this.#spawn("sleep", ["900"], "bystander", "ignore"));
    const errors = openSync(this.#stderr, "a");
    const worker = this.plan.worker ? ["worker"] : [];
    // Without core dumps: they are not ours to clean up, and delay the EOF.
    const args = ["-c", 'ulimit -c 0; exec "$@"', "sh", process.execPath, ...nodeOptions, program, ...worker];
    const host = this.#spawn("sh", args, "parent", ["pipe", "ignore", errors]);
    closeSync(errors);
    host.stdin.on("error", () => {});
    this.parent = this.#identify(host);
    this.exit = new Promise((resolve) => host.once("exit", (code, signal) => resolve({ code, signal })));
    this.exit.then(() => {
      this.isParentGone = true;
    });
    this.order = (order) => host.stdin.write(`${JSON.stringify(order)}\n`);
    return this.until("the parent to start", () => this.said("ready"));
  }

  said(type, unit) {
    return this.ledger.has(type, unit);
  }

  spawnUnits(plans) {
    const units = plans.map((plan) => new Unit(plan));
    for (const unit of units) {
      this.units.set(unit.name, unit);
      if (unit.plan.timeout !== undefined) unit.condemn(this.context.patience + unit.plan.timeout);
    }
    const { run } = this.context;
    this.order({ do: "spawn", children: units.map((unit) => unit.order(run, this.number, this.directory)) });
    return units;
  }

  /** Resolves when all of them are where they should be; one that may end may do so before. */
  async untilUp(units) {
    for (const unit of units) {
      if (unit.isSilent) continue;
      // It may be up before the call that started it has returned, and so before the guard has been told who leads it.
      const isTold = () => !unit.kind.needsLeader || this.said("spawned", unit.name);
      const hasEnded = () => unit.fate !== "live" && this.said("exit", unit.name);
      const isUp = () => (this.said("up", unit.name) && isTold()) || hasEnded();
      await this.until(`unit ${unit.name} (${unit.plan.kind}) to be up`, isUp);
    }
  }

  /** False, and a finding, when it does not come to pass in time. */
  async until(what, condition, timeout = START_TIMEOUT, count = "soak") {
    const end = performance.now() + timeout;
    for (;;) {
      const isLate = performance.now() > end;
      this.context.monitor.read(this);
      if (this.context.isCancelled) return false;
      if (condition()) return true;
      if (isLate) {
        this.fail(count, `waited ${timeout} ms in vain for ${what}`);
        return false;
      }
      await sleep(10);
    }
  }

  /** The living processes of a unit, and of what is below it. */
  processesOf(unit) {
    return this.census.of(this.number).filter((each) => unit.has(each.unit) && isAlive(each));
  }

  /** The guard of this parent, if the process table shows exactly one. */
  guard() {
    const direct = this.census.guardsOf(this.parent.pid).filter(({ ppid }) => ppid === this.parent.pid);
    return direct.length === 1 ? direct[0] : undefined;
  }

  /** Everything that is left, the innocents too. */
  async cleanUp() {
    for (let calm = 0; calm < 2; ) {
      await this.census.fresh();
      const left = this.census.of(this.number);
      for (const each of left) kill(each);
      calm = left.length === 0 ? calm + 1 : 0;
      await sleep(10);
    }
    rmSync(this.directory, { recursive: true, force: true });
  }

  #spawn(command, args, unit, stdio) {
    return spawn(command, args, {
      stdio,
      cwd: `${this.directory}/work`,
      detached: true,
      env: {
        ...process.env,
        ...this.context.env,
        [MARK]: `${this.context.run}/${this.number}/${unit}`,
        SOAK_LEDGER: `${this.directory}/ledger`,
        TMPDIR: `${this.directory}/work`,
      },
    });
  }

  #identify({ pid }) {
    return { pid, start: readStat(pid).start };
  }
}
