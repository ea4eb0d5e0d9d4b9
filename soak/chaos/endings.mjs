import { setTimeout as sleep } from "node:timers/promises";
import { descriptors, isAlive, kill, killGroup } from "../support/processes.mjs";
import { killGuard } from "./steps.mjs";

/** The parent goes. When this resolves it has gone. */
export async function end(round, ending) {
  if (ending.after > 0) await sleep(ending.after);
  await (doers[ending.how] ?? signal)(round, ending);
  if (await round.until(`the parent to end (${ending.how})`, () => round.isParentGone)) return;
  kill(round.parent);
  await round.exit;
}

/** From here on its children may go: to be called before whatever makes it go. */
function begin(round) {
  round.isEnding = true;
  for (const unit of round.units.values()) if (!unit.isReleased && unit.fate === "live") unit.fate = "any";
}

function killNow(round) {
  begin(round);
  kill(round.parent);
}

const doers = {
  kill: killNow,

  "kill-group"(round) {
    begin(round);
    killGroup(round.parent);
  },

  async "kill-paused"(round) {
    begin(round);
    kill(round.parent, "SIGSTOP");
    await sleep(50);
    kill(round.parent);
  },

  async "kill-blocked"(round) {
    round.order({ do: "block", for: 60_000 });
    await round.until("the parent to block", () => round.said("blocking"));
    killNow(round);
  },

  "kill-with-child"(round) {
    begin(round);
    for (const unit of round.units.values()) {
      unit.isDisturbed = true;
      if (unit.leader && !unit.isReleased && !unit.kind.needsLeader) kill(unit.leader);
    }
    kill(round.parent);
  },

  async "kill-while-stopping"(round, { delay }) {
    begin(round);
    round.order({ do: "stop-all" });
    await sleep(delay);
    kill(round.parent);
  },

  async "kill-while-spawning"(round, { delay, children }) {
    for (const unit of round.spawnUnits(children)) unit.isDisturbed = true;
    begin(round);
    await sleep(delay);
    kill(round.parent);
  },

  async "kill-after-guard"(round) {
    await killGuard(round);
    killNow(round);
  },

  exit: (round) => orderTo(round, { do: "exit", code: 3 }),
  throw: (round) => orderTo(round, { do: "throw" }),
  abort: (round) => orderTo(round, { do: "crash" }),
  return: (round) => orderTo(round, { do: "return" }),

  /** Who has stopped all its children holds nothing of them any more. */
  async "stop-all"(round) {
    for (const unit of round.units.values()) {
      unit.condemn(round.context.patience);
      unit.isDisturbed = true;
    }
    round.order({ do: "stop-all" });
    const isDone = await round.until(
      "all to be stopped",
      () => round.said("all-stopped"),
      30_000,
      "survivors",
    );
    if (isDone && ![...round.units.values()].some(({ isReleased }) => isReleased))
      await checkDescriptors(round);
    orderTo(round, { do: "exit", code: 0 });
  },

  async "terminate-worker"(round) {
    for (const unit of round.units.values()) if (!unit.isReleased) unit.fate = "any";
    for (const unit of round.units.values()) unit.isDisturbed = true;
    round.order({ do: "terminate-worker" });
    await round.until("the worker to end", () => round.said("terminated"));
    killNow(round);
  },
};

function signal(round, { how }) {
  begin(round);
  kill(round.parent, how);
}

function orderTo(round, order) {
  begin(round);
  round.order(order);
}

/** One more than at the start: the guard's. A descriptor is closed a turn or two after what was told. */
async function checkDescriptors(round) {
  const sockets = () => descriptors(round.parent.pid).filter((what) => what === "socket").length;
  const most = round.socketsAtStart + 1;
  const isSettled = () => !isAlive(round.parent) || sockets() <= most;
  await round.until(
    `descriptors of the parent to be closed (at most ${most} sockets)`,
    isSettled,
    5_000,
    "descriptors",
  );
}
