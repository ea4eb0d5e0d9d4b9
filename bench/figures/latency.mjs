import { setTimeout as sleep } from "node:timers/promises";
import { percentile } from "../support/numbers.mjs";
import { linesOf, startProgram } from "../support/processes.mjs";
import { bounded, shown, skipped } from "../support/rows.mjs";

export const title = "latency: from the parent's SIGKILL to onShutdown, child idle";

const warmUps = 5;
const idle = 50;
const kinds = {
  native: "C program blocked in read()",
  bound: "bound child",
  fork: "fork + disconnect",
  socket: "Node with a bare net.Socket",
};

export async function measure({ quick, native }) {
  if (native.missing) return [skipped("latency", native.missing)];
  const rounds = quick ? 40 : 200;
  const told = { native: [], bound: [], fork: [], socket: [] };
  for (let round = -warmUps; round < rounds; round++) {
    const results = await killInTurn(order(round), native.paths["blocked-reader"]);
    for (const { kind, ...result } of round < 0 ? [] : results) told[kind].push(result);
  }
  return rows(told);
}

// The first of a round has been idle for less long, so they take turns. The bare socket is for information.
function order(round) {
  const first = Math.abs(round) % 3;
  const turn = ["native", "bound", "fork", "native", "bound"].slice(first, first + 3);
  return round % 4 === 0 ? [...turn, "socket"] : turn;
}

// Each child hangs on a parent of its own, all running the same program. Under one parent all its children would wake
// in the same instant and compete for few cores: measured so, the medians were the same, the 95th percentiles were not.
async function killInTurn(turn, reader) {
  const parents = turn.map((kind) => {
    const parent = startProgram("latency-parent.mjs", [kind, reader]);
    return { kind, pid: parent.pid, lines: linesOf(parent) };
  });
  await Promise.all(parents.map(({ lines }) => lines.next("ready")));
  const results = [];
  for (const parent of parents) results.push(await kill(parent));
  return results;
}

async function kill({ kind, pid, lines }) {
  await sleep(idle);
  const killed = process.hrtime.bigint();
  process.kill(pid, "SIGKILL");
  stayAway();
  const [, now, evidence] = (await lines.next("told")).split(" ");
  await lines.end();
  return { kind, milliseconds: Number(BigInt(now) - killed) / 1e6, evidence };
}

// Neither the report nor SIGCHLD may wake us while the child still needs a core.
function stayAway() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
}

function rows(told) {
  const at = (kind, percent) =>
    percentile(
      told[kind].map(({ milliseconds }) => milliseconds),
      percent,
    );
  const proofs = [...new Set(told.bound.map(({ evidence }) => evidence))];
  return [
    ...Object.entries(kinds).flatMap(([kind, name]) => [
      shown(`${name}, p50 of ${told[kind].length}`, at(kind, 50), "ms"),
      shown(`${name}, p95`, at(kind, 95), "ms"),
    ]),
    bounded("bound child to C program, p50", at("bound", 50) / at("native", 50), "times", 1.3),
    bounded("bound child to C program, p95", at("bound", 95) / at("native", 95), "times", 2),
    bounded("bound child to fork + disconnect, p50", at("bound", 50) / at("fork", 50), "times", 1),
    ...proofs.map((proof) =>
      shown(
        `bound child, by ${proof}`,
        told.bound.filter(({ evidence }) => evidence === proof).length,
        "rounds",
      ),
    ),
  ];
}
