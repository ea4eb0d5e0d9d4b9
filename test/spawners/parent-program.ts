import {
  type Bystander,
  type ChildReports,
  type Command,
  createReport,
  identify,
  type ProcessIdentity,
  type Report,
  runProgram,
  type Started,
  startBystander,
} from "../support/index.js";

/** Another's way to start a process, as the text of a program. */
export interface Spawner {
  readonly imports: string;
  /** Starts `command` with `args` by `options`, which hold the lifeline or not, and calls `attach()` with the child. */
  readonly spawn: string;
  readonly for?: "spawn" | "fork";
}

export interface Killed {
  readonly child: ProcessIdentity;
  readonly report: Report<ChildReports>;
  readonly bystander: Bystander;
}

/** A parent that starts the command by this spawner, and is killed when the command has reported `when`. */
export async function killTheParent(
  spawner: Spawner,
  { command, args }: Command,
  {
    plain,
    when = plain ? "up" : "bound",
    gracePeriod = 5_000,
  }: { plain: boolean; when?: "up" | "bound" | "blocking"; gracePeriod?: number },
): Promise<Killed> {
  const bystander = startBystander({ command: "sleep", args: ["1000"] });
  const report = createReport<ChildReports>();
  const program = programOf(spawner, gracePeriod);
  const parent = runProgram(program, { args: [`${plain}`, command, ...args], env: report.env });
  const { pid } = await Promise.race([report.message(when), failure(parent)]);
  const child = identify(pid);
  parent.kill("SIGKILL");
  await parent.exit;
  return { child, report, bystander };
}

function programOf({ imports, spawn, for: spawner = "spawn" }: Spawner, gracePeriod: number): string {
  return `${imports}
    import { createLifeline } from "lifeline-parent";
    const [plain, command, ...args] = process.argv.slice(1);
    const pending = plain === "true" ? undefined : createLifeline({ gracePeriod: ${gracePeriod} });
    const base = { stdio: "ignore" };
    const options = pending?.spawnOptions(base, { for: "${spawner}" }) ?? base;
    const attach = (child) => pending?.attach(child);
    ${spawn}
    setInterval(() => {}, 1000);`;
}

/** A parent that fails says why at once. */
async function failure(parent: Pick<Started, "exit" | "stderr">): Promise<never> {
  const { code, signal } = await parent.exit;
  throw new Error(`The parent has ended with ${signal ?? code}: ${parent.stderr}`);
}
