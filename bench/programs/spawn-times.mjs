// Times spawns of /bin/true from the call to `exit`, in turn: plain, ours, and plain with what ours asks of the kernel.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { spawnWithLifeline } from "lifeline-parent";

const [rounds, stdio] = process.argv.slice(2);
// Compiled code, a warm guard.
const warmUps = 30;
const command = "/bin/true";

const kinds = {
  plain: () => spawn(command, { stdio }),
  kernel: () => spawn(command, { stdio: [stdio, stdio, stdio, "pipe"], detached: true }),
  lifeline: () => spawnWithLifeline(command, { stdio }),
};
const names = Object.keys(kinds);
const times = Object.fromEntries(names.map((name) => [name, []]));

for (let round = -warmUps; round < Number(rounds); round++) {
  // Whoever comes first meets colder caches: each is first as often as the others.
  const first = (round + warmUps) % names.length;
  for (const name of [...names.slice(first), ...names.slice(0, first)]) {
    const began = performance.now();
    const child = kinds[name]();
    await once(child, "exit");
    if (round >= 0) times[name].push(performance.now() - began);
    // What follows an exit is not part of the next spawn.
    await sleep(2);
  }
}
console.log(`times ${JSON.stringify(times)}`);
process.exit();
