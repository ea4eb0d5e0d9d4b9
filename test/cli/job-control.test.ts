import { describe, expect } from "vitest";
import {
  type Command,
  commandLine,
  createReport,
  descendants,
  identify,
  itNeeds,
  nodeFixture,
  type ProcessIdentity,
  type Report,
  readProcess,
  until,
} from "../support/index.js";
import { hasPython, type Terminal } from "../support/terminal.js";
import { runWords } from "./lifeline.js";
import { isInForeground, startShell } from "./terminal.js";

type Reports = { up: { pid: number; ppid: number }; signal: { signal: string; count: number } };

interface Job {
  readonly shell: Terminal;
  readonly report: Report<Reports>;
  readonly command: ProcessIdentity;
}

const counter = nodeFixture("signal-counter.mjs");

/** This line, typed at a prompt. In it `job` is the command under lifeline; in a control, by itself. */
async function typeAtPrompt(line: string, command: Command, plain: boolean, env = {}): Promise<Terminal> {
  const shell = await startShell({ job: runWords(command, { plain }) }, { env });
  shell.type(`${line}\n`);
  return shell;
}

async function startCounter(line: string, plain: boolean): Promise<Job> {
  const report = createReport<Reports>();
  const shell = await typeAtPrompt(line, counter, plain, report.env);
  const up = await report.message("up");
  await shell.shows(/<up>/);
  return { shell, report, command: identify(up.pid) };
}

async function waitForState(identity: ProcessIdentity, isStopped: boolean): Promise<void> {
  await until(
    `${identity.pid} to be ${isStopped ? "stopped" : "running"}`,
    () => (readProcess(identity.pid)?.state === "T") === isStopped,
  );
}

async function quit({ shell, command }: Job, status: number): Promise<void> {
  await until("the command to have the terminal", () => isInForeground(command));
  shell.type("\x1c");
  await shell.shows(/prompt> $/);
  shell.type('echo "status=$?"\n');
  await shell.shows(new RegExp(`status=${status}\\r`));
}

// Each without us, and with us: the same words and the same expectations.
describe.each([{ plain: true }, { plain: false }])("at a terminal, plain: $plain", ({ plain }) => {
  itNeeds(hasPython)("Ctrl-C and a new window size reach the command once", async () => {
    const job = await startCounter("job", plain);
    for (const count of [1, 2]) {
      job.shell.type("\x03");
      await job.shell.shows(new RegExp(`<SIGINT ${count}>`));
      job.shell.resize(30, 100 + count);
      await job.shell.shows(new RegExp(`<SIGWINCH ${count}>`));
    }
    await quit(job, 42);
    expect(job.report.of("signal")).toHaveLength(4);
  });

  itNeeds(hasPython)("Ctrl-Z stops, bg and fg go on, and the status is the command's", async () => {
    const job = await startCounter("job", plain);
    for (const resume of ["bg", "fg"]) {
      await until("the command to have the terminal", () => isInForeground(job.command));
      job.shell.type("\x1a");
      await job.shell.shows(/Stopped.*prompt> $/s);
      await waitForState(job.command, true);
      job.shell.type(`${resume}\n`);
      await waitForState(job.command, false);
      // Of two that wait at once it would get SIGQUIT first, and a stop takes back a SIGCONT: signal(7).
      await job.report.message("signal");
      if (resume === "bg") job.shell.type("fg\n");
    }
    await quit(job, 42);
    const signals = new Set(job.report.of("signal").map(({ signal }) => signal));
    expect([...signals]).toEqual(["SIGCONT"]);
  });

  itNeeds(hasPython)("kill %1 reaches the command once", async () => {
    const job = await startCounter("job &", plain);
    for (const signal of ["TERM", "USR1", "INT"]) {
      job.shell.type(`kill -${signal} %1\n`);
      await job.shell.shows(new RegExp(`<SIG${signal} 1>`));
    }
    job.shell.type("fg\n");
    await quit(job, 42);
    const signals = job.report.of("signal").filter(({ signal }) => signal !== "SIGCONT");
    expect(signals.map(({ signal, count }) => `${signal} ${count}`)).toEqual([
      "SIGTERM 1",
      "SIGUSR1 1",
      "SIGINT 1",
    ]);
  });

  itNeeds(hasPython)("kill with the pid reaches the command once, SIGINT too", async () => {
    const job = await startCounter("job &", plain);
    for (const signal of ["TERM", "USR1", "INT", "HUP", "WINCH"]) {
      job.shell.type(`kill -${signal} $!\n`);
      await job.shell.shows(new RegExp(`<SIG${signal} 1>`));
    }
    job.shell.type("fg\n");
    await quit(job, 42);
    expect(new Set(job.report.of("signal").map(({ count }) => count))).toEqual(new Set([1]));
  });

  itNeeds(hasPython)("Ctrl-C ends a script of the shell, not only the command in it", async () => {
    const sleep = { command: "sleep", args: ["1000"] };
    const shell = await typeAtPrompt(`bash -c 'job; echo "not reached"'`, sleep, plain);
    const runs = () => descendants(shell.pid).some(({ pid }) => commandLine(pid) === "sleep 1000");
    await until("the command to run", runs);
    shell.type("\x03");
    await shell.shows(/\^C.*prompt> $/s);
    shell.type('echo "status=$?"\n');
    await shell.shows(/status=130\r/);
    expect(shell.output).not.toMatch(/not reached\r/);
  });

  itNeeds(hasPython)("what the command has set of the terminal stays", async () => {
    const stty = { command: "stty", args: ["susp", "^X"] };
    const shell = await typeAtPrompt('job; stty -a | grep -o "susp = ^."', stty, plain);
    await shell.shows(/susp = \^X\r/);
  });

  itNeeds(hasPython)("a command in the background that reads the terminal is stopped, until fg", async () => {
    const cat = { command: "cat", args: [] };
    const shell = await typeAtPrompt("job &", cat, plain);
    const found = await until("the command to run", () =>
      descendants(shell.pid).find(({ pid }) => commandLine(pid) === "cat"),
    );
    await waitForState(found, true);
    // The shell tells at its next prompt; but what is its job may stop a moment after the command.
    const tells = () => {
      shell.type("\n");
      return /Stopped/.test(shell.output);
    };
    await until("the shell to tell", tells, { interval: 200 });
    await shell.shows(/Stopped.*prompt> $/s);
    shell.type("fg\n");
    await until("the command to have the terminal", () => isInForeground(found));
    await waitForState(found, false);
    shell.type("read by cat\n\x04");
    await shell.shows(/read by cat\r\nread by cat\r\nprompt> $/);
  });
});
