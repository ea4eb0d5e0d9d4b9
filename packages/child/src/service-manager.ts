import { builtin, commandLine, readStat } from "@lifeline/system";
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
 * The manager that started this very process, with the fact that shows it. What is merely inherited
 * (`INVOCATION_ID`, `pm_id`, `KUBERNETES_SERVICE_HOST`) proves nothing: everything below a service has it.
 */
export function findServiceManager(): [manager: ServiceManager, evidence: string] | undefined {
  const { env, pid } = process;
  // systemd.exec(5): set to the pid of the process that systemd itself started.
  if (env.SYSTEMD_EXEC_PID === `${pid}`) return ["systemd", `SYSTEMD_EXEC_PID is our own pid, ${pid}.`];
  const manager = managerNamed(baselineParent);
  if (manager) return [manager, `The parent process, ${baselineParent}, is ${manager}.`];
  if (pid !== 1 && baselineParent !== 0) return undefined;
  const first = pid === 1 ? "This process is pid 1" : "This process has no parent in its pid namespace";
  if (env.KUBERNETES_SERVICE_HOST) return ["kubernetes", `${first}, and KUBERNETES_SERVICE_HOST is set.`];
  const { existsSync } = builtin("node:fs");
  if (pid === 1 || env.container || existsSync("/.dockerenv") || existsSync("/run/.containerenv"))
    return ["container", `${first}, as the first process of a container is.`];
  return undefined;
}

/** A program as the first words of a command line, also behind its interpreter, but not as an argument. */
function program(names: string): RegExp {
  return new RegExp(`^(\\S+ (-\\S+ )*)?(\\S*/)?(${names})( |$)`);
}

/** By what a process calls itself, or by its command line. */
function managerNamed(parent: number): ServiceManager | undefined {
  const names = [readStat(parent)?.name ?? "", commandLine(parent) ?? ""];
  const managers: [ServiceManager, RegExp][] = [
    ["supervisord", program("supervisord")],
    ["runit", /^runsv$/],
    ["cron", /^crond?$/],
    ["pm2", program("PM2 v.*|pm2(-runtime|-docker)?")],
  ];
  return managers.find(([, known]) => names.some((name) => known.test(name)))?.[0];
}
