import { commandLine, readStat } from "@lifeline/system";
import { baselineParent } from "./baseline.ts";

export type ServiceManager =
  | "systemd"
  | "supervisord"
  | "runit"
  | "cron"
  | "pm2"
  | "container"
  | "kubernetes";

/**
 * The manager that started this very process; the fact that shows it is added to `facts`. What is merely inherited
 * (`INVOCATION_ID`, `pm_id`, `KUBERNETES_SERVICE_HOST`) proves nothing: everything below a service has it.
 */
export function findServiceManager(facts: string[]): ServiceManager | undefined {
  const { env, pid } = process;
  // systemd.exec(5): set to the pid of the process that systemd itself started.
  if (env.SYSTEMD_EXEC_PID === `${pid}`) {
    facts.push("SYSTEMD_EXEC_PID is our own pid.");
    return "systemd";
  }
  const byName = managerNamed(baselineParent);
  // Pid 1 has no parent, and neither has what comes into a pid namespace from outside, as `docker exec` does.
  const container = env.KUBERNETES_SERVICE_HOST ? "kubernetes" : "container";
  const manager = byName ?? (baselineParent ? undefined : container);
  if (manager) facts.push(`The parent process, ${baselineParent}, is ${byName ?? `outside (${manager})`}.`);
  return manager;
}

/** A program as the first words of a command line, also behind its interpreter, but not as an argument. */
const program = (names: string) => new RegExp(`^(\\S+ (-\\S+ )*)?(\\S*/)?(${names})( |$)`, "m");

/** By what a process calls itself, or by its command line. */
function managerNamed(parent: number): ServiceManager | undefined {
  // One line each: in what a shell was given with `-c` a manager may begin a line of its own.
  const names = [readStat(parent)?.name, commandLine(parent)]
    .map((name) => `${name}`.replaceAll("\n", " "))
    .join("\n");
  const managers: [ServiceManager, RegExp][] = [
    ["supervisord", program("supervisord")],
    ["runit", /^runsv$/m],
    ["cron", /^crond?$/m],
    ["pm2", program("PM2 v.*|pm2(-runtime|-docker)?")],
  ];
  return managers.find(([, known]) => known.test(names))?.[0];
}
