import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, TestRunner } from "vitest";
import { carriers } from "./carriers.js";
import { letCoverageBeWritten } from "./coverage.js";
import { killByIdentity } from "./kill.js";
import { descendants, isDead, type ProcessIdentity } from "./processes.js";
import { until } from "./wait.js";

/** What one test, or the hooks of one file, has made and will leave behind if it fails. */
interface Scope {
  readonly mark: string;
  readonly identities: ProcessIdentity[];
  readonly directories: string[];
}

const outsideOfTests = {};
const scopes = new Map<object, Scope>();
let created = 0;

/** An environment entry; whatever inherits it is killed when the test is over, reparented or not. */
export function cleanupMark(): Record<string, string> {
  return { LIFELINE_TEST_SCOPE: currentScope().mark };
}

/** For what the mark may not reach: another environment, another user. */
export function registerForKilling(identity: ProcessIdentity): ProcessIdentity {
  currentScope().identities.push(identity);
  return identity;
}

/** Readable for everybody, because some children of tests run as another user. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "lifeline-test-"));
  currentScope().directories.push(directory);
  chmodSync(directory, 0o777);
  return directory;
}

/** The end of a test file: also what hooks started, and what a test that skipped itself half-way did. */
export async function cleanUpFile(): Promise<void> {
  for (const owner of [...scopes.keys()]) await cleanUp(owner);
}

function currentScope(): Scope {
  const test = TestRunner.getCurrentTest();
  const owner = test ?? outsideOfTests;
  const existing = scopes.get(owner);
  if (existing) return existing;
  const mark = `${process.env.LIFELINE_TEST_RUN ?? "no-run"}-${process.pid}-${created++};`;
  const scope: Scope = { mark, identities: [], directories: [] };
  scopes.set(owner, scope);
  if (test) onTestFinished(() => cleanUp(owner));
  return scope;
}

async function cleanUp(owner: object): Promise<void> {
  const scope = scopes.get(owner);
  if (!scope) return;
  scopes.delete(owner);
  try {
    if (process.env.NODE_V8_COVERAGE) await letCoverageBeWritten(members(scope));
    let found: readonly ProcessIdentity[] = [];
    let calm = 0;
    // It looks at every process of the machine, so not again before those that it has found are dead.
    const isDone = () => {
      if (!found.every(isDead)) return false;
      found = killAll(scope);
      // Twice: in the middle of execve(2) a process shows no mark.
      calm = found.length === 0 ? calm + 1 : 0;
      return calm === 2;
    };
    await until("the clean-up to find nothing more", isDone, { survivors: () => members(scope) });
  } finally {
    for (const directory of scope.directories) rmSync(directory, { recursive: true, force: true });
  }
}

/** Called until it finds nothing: what it kills may have forked since it was seen. */
function killAll(scope: Scope): readonly ProcessIdentity[] {
  const living = members(scope);
  for (const identity of living) killByIdentity(identity, "SIGKILL");
  return living;
}

function members({ mark, identities }: Scope): ProcessIdentity[] {
  const registered = identities.filter((identity) => !isDead(identity));
  const below = descendants(...registered.map(({ pid }) => pid)).filter((identity) => !isDead(identity));
  return [...registered, ...below, ...carriers(`LIFELINE_TEST_SCOPE=${mark}`)];
}
