import { startBystander } from "./bystander.js";
import { nodeFixture } from "./fixtures.js";
import { startHost } from "./host.js";
import { identify } from "./processes.js";
import { createReport, type Stamp } from "./reports.js";

interface Reports {
  up: Stamp;
  bound: Stamp;
  foreign: { pid: number };
}

const SLEEP = { command: "sleep", args: ["3600"] };
const TELL = `tell() { echo '{"type":"'$1'","pid":'$$'}' >> "$LIFELINE_TEST_REPORT"; }; `;
const OBEDIENT = "trap 'tell asked; exit' TERM; ";
export const DEAF = "trap 'tell asked' TERM; ";

export interface NestedSpec {
  plain?: boolean;
  /** F hangs on C by a lifeline of its own. */
  nested?: boolean;
  foreign?: string;
  /** That of the outer lifeline. The inner one has 20 s: more than any test waits. */
  gracePeriod?: number;
}

/** P with two children: C, which is the parent of F, and a sibling of C. */
export async function startNested({
  plain = false,
  nested = !plain,
  foreign = OBEDIENT,
  gracePeriod = 20_000,
}: NestedSpec) {
  const bystander = startBystander(SLEEP);
  const report = createReport<Reports>();
  const script = `${TELL}${foreign}tell foreign; while :; do sleep 0.05; done`;
  const inner = { command: "bash", args: ["-c", script], lifeline: { gracePeriod: 20_000 } };
  const middle = nodeFixture("middle.mjs", { plain, nested, ...inner });
  const options = { stdio: "ignore", detached: true };
  const children = [
    { ...middle, options, lifeline: { gracePeriod } },
    { ...SLEEP, options, lifeline: { gracePeriod } },
  ];
  const host = startHost({ plain, children }, { env: report.env });
  const sibling = identify((await host.message("spawned")).pids[1] as number);
  const child = identify((await report.message("up")).pid);
  if (!plain) await host.message("bound");
  const { pid } = await report.message("foreign");
  const order = () => report.messages.map(({ type }) => type).filter((type) => type !== "bound");
  return { host, report, child, sibling, foreign: identify(pid), order, bystander };
}
