import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { copyDist } from "../sabotage.mjs";
import { Census } from "../support/census.mjs";
import { kill } from "../support/processes.mjs";
import { Findings } from "./findings.mjs";
import { Monitor } from "./monitor.mjs";

/** What all rounds of one run share. */
export function createContext(settings, report) {
  const run = randomUUID().replaceAll("-", "");
  const directory = mkdtempSync(join(tmpdir(), "lifeline-soak-"));
  const context = {
    run,
    patience: settings.patience,
    directory,
    /** For the programs of this run: which dist they load. */
    env: copyDist(settings, directory),
    census: new Census(run),
    findings: new Findings(report),
    portOwners: new Map(),
    looks: 0,
    isCancelled: false,
  };
  context.monitor = new Monitor(context);
  context.census.start();
  return context;
}

/** Also in the middle of everything: whatever the run has started is ended, and its files are removed. */
export async function closeContext(context) {
  context.isCancelled = true;
  await context.census.stop();
  for (let calm = 0; calm < 3; await sleep(20)) {
    context.census.look();
    const left = context.census.everybody();
    for (const each of left) kill(each);
    calm = left.length === 0 ? calm + 1 : 0;
  }
  rmSync(context.directory, { recursive: true, force: true });
}
