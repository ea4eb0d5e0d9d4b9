// Times /bin/true by the means of one peer and by plain spawn, in turn, from the call to `exit`.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { REPORT_VARIABLE } from "../support/report.mjs";

const [rounds, id] = process.argv.slice(2);
const warmUps = 10;
const folder = mkdtempSync(`${tmpdir()}/lifeline-bench-`);
const peer = await import(`../peers/${id}.mjs`);
const job = { command: "/bin/true", args: [], via: [] };

const kinds = {
  plain: () => ({ child: spawn(job.command, { stdio: ["ignore", "inherit", "inherit"] }) }),
  peer: () => peer.start(job),
};
const times = { plain: [], peer: [] };

for (let round = -warmUps; round < Number(rounds); round++) {
  process.env[REPORT_VARIABLE] = `${folder}/${round}`;
  for (const kind of round % 2 === 0 ? ["plain", "peer"] : ["peer", "plain"]) {
    const began = performance.now();
    const { child } = await kinds[kind]();
    await once(child, "exit");
    if (round >= 0) times[kind].push(performance.now() - began);
    await sleep(2);
  }
}
rmSync(folder, { recursive: true });
console.log(`times ${JSON.stringify(times)}`);
process.exit();
