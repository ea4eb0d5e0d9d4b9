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
export function findServiceManager(): { manager: ServiceManager; evidence: string } | undefined {
  const { env, pid } = process;
  // systemd.exec(5): set to the pid of the process that systemd itself started.
  if (env.SYSTEMD_EXEC_PID === String(pid)) {
    return { manager: "systemd", evidence: `SYSTEMD_EXEC_PID is our own pid, ${pid}.` };
  }
  const manager = managerNamed(baselineParent);
  if (manager !== undefined) {
    return { manager, evidence: `The parent process, ${baselineParent}, is ${manager}.` };
  }
  if (pid !== 1 && baselineParent !== 0) return undefined;
  const first = pid === 1 ? "This process is pid 1" : "This process has no parent in its pid namespace";
  if (env.KUBERNETES_SERVICE_HOST) {
    return { manager: "kubernetes", evidence: `${first}, and KUBERNETES_SERVICE_HOST is set.` };
  }
  if (pid === 1 || env.container || exists("/.dockerenv") || exists("/run/.containerenv")) {
    return { manager: "container", evidence: `${first}, as the first process of a container is.` };
  }
  return undefined;
}

/** By the name of the process, and for those that a runtime interprets by their command: its first words, no argument. */
const MANAGERS: readonly (readonly [ServiceManager, name: RegExp, command: RegExp])[] = [
  ["supervisord", /^supervisord$/, /^(\S+ (-\S+ )*)?(\S*\/)?supervisord( |$)/],
  ["runit", /^runsv$/, /^$/],
  ["cron", /^crond?$/, /^$/],
  ["pm2", /^PM2 v/, /^PM2 v|^(\S+ (-\S+ )*)?(\S*\/)?pm2(-runtime|-docker)?( |$)/],
];

function managerNamed(parent: number): ServiceManager | undefined {
  const name = readStat(parent)?.name ?? "";
  const command = commandLine(parent) ?? "?";
  return MANAGERS.find(([, byName, byCommand]) => byName.test(name) || byCommand.test(command))?.[0];
}

function exists(path: string): boolean {
  return builtin("node:fs").existsSync(path);
}
