import { describe, isAlive, readStat } from "../support/processes.mjs";

/** The oracle: holds what the kernel shows against what must be, at each look of the census, for all rounds that run. */
export class Monitor {
  #rounds = new Set();
  #context;
  /** Trees that had to end, those of them that took longer than grace period + 1 s, and the latest of all, in ms. */
  ends = { trees: 0, late: 0, latest: Number.NEGATIVE_INFINITY };

  constructor(context) {
    this.#context = context;
    context.census.watch(() => {
      context.looks++;
      for (const round of this.#rounds) this.#judge(round);
    });
  }

  add(round) {
    this.#rounds.add(round);
  }

  remove(round) {
    this.#rounds.delete(round);
  }

  /** What the processes of the round have said since. */
  read(round) {
    for (const line of round.ledger.refresh()) this.#note(round, line);
  }

  #note(round, line) {
    const { type, unit: name } = line;
    const unit = round.units.get(name) ?? round.units.get(name?.replace(/(\.n|-free)$/, ""));
    if (type === "up" || type === "member") {
      const { pid, start } = line;
      round.census.register(round.number, name, { pid, start });
      unit?.members.push({ pid, start, name, isLeader: type === "up" && name === unit.name });
    }
    if (type === "up" && line.port) {
      round.ports.push(line.port);
      this.#context.portOwners.set(line.port, round.number);
    }
    if (type === "spawned" && unit) unit.leader = { pid: line.pid, start: line.start };
    if (type === "released" && unit && line.was !== "closed") {
      unit.isReleased = true;
      unit.fate = unit.kind.mortal || unit.kind.mortalWithoutParent ? "any" : "live";
      unit.deadline = Number.POSITIVE_INFINITY;
    }
    if (type === "stopped" && unit) {
      unit.isStopped = true;
      // Empty by its own word: so nothing may be seen at the next look.
      if (line.report.survivors.length === 0) unit.stoppedBefore = this.#context.looks + 1;
    }
  }

  #judge(round) {
    this.read(round);
    if (!round.isEnding && round.parent && !isAlive(round.parent)) {
      round.isEnding = true;
      for (const unit of round.units.values()) unit.condemn(this.#context.patience);
      round.fail("crashes", `the parent ended by itself: ${round.stderr.slice(-500)}`);
    }
    if (round.bystander && !isAlive(round.bystander)) round.fail("innocents", "the bystander is dead");
    const now = performance.now();
    for (const unit of round.units.values()) {
      this.#judgeLiving(round, unit);
      this.#judgeDead(round, unit, now);
    }
  }

  #judgeLiving(round, unit) {
    for (const member of unit.members) {
      if (isAlive(member) || !mustLive(unit, member)) continue;
      const isInnocent = member.name === unit.free || unit.isReleased;
      const what = `${unit.plan.kind} ${member.name}, process ${member.pid}`;
      round.fail(isInnocent ? "innocents" : "false deaths", `${what} is dead`);
      member.isSettled = true;
    }
  }

  #judgeDead(round, unit, now) {
    const isOverdue = unit.fate === "condemned" && now > unit.deadline;
    const isStoppedInVain = unit.stoppedBefore <= this.#context.looks && !unit.isReleased;
    if (unit.fate === "condemned" && !unit.isAway && round.processesOf(unit).length === 0) {
      unit.isAway = true;
      this.ends.trees++;
      if (now > unit.due) this.ends.late++;
      this.ends.latest = Math.max(this.ends.latest, now - unit.due);
    }
    if (!isOverdue && !isStoppedInVain) return;
    unit.deadline = Number.POSITIVE_INFINITY;
    unit.stoppedBefore = undefined;
    this.findSurvivors(
      round,
      unit,
      isOverdue ? "it should have been gone" : "stop() had said that nothing was left",
    );
  }

  findSurvivors(round, unit, why) {
    const left = round.processesOf(unit);
    const evidence = left.slice(0, 5).map(tellOf);
    if (left.length > 0) {
      round.fail("survivors", `${unit.plan.kind} ${unit.name}: ${left.length} left; ${why}`, { evidence });
    }
  }
}

function tellOf(each) {
  return `${describe(each)}, group ${readStat(each.pid)?.pgid}, unit ${each.unit}`;
}

function mustLive(unit, member) {
  if (member.isSettled) return false;
  // Who has opted out has nothing to do with the fate of the others.
  if (member.name === unit.free) return true;
  if (unit.fate !== "live") return false;
  // A killed leader takes the lifelines below it along.
  return !(unit.isLeaderKilled && (member.isLeader || member.name === unit.nested));
}
