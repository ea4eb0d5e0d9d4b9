// Starts one child by the means of one peer, and idles until it is killed.
import { programPath } from "../support/processes.mjs";
import { REPORT_VARIABLE, report } from "../support/report.mjs";

const [id, behaviour, condition] = process.argv.slice(2);
const peer = await import(`../peers/${id}.mjs`);
const foreign = `echo "up $$" >> "$${REPORT_VARIABLE}"; exec sleep 3600`;
const job =
  behaviour === "foreign"
    ? { command: "/bin/sh", args: ["-c", foreign], via: [] }
    : { program: programPath("peer-child.mjs"), args: [id, behaviour], via: [] };

const conditions = {
  "stdin-null": { stdin: "ignore" },
  "other-user": { uid: 65534 },
  "hidden-pid": { via: ["unshare", "--pid", "--fork", "--mount-proc"] },
};

// A real program has its libraries loaded long before.
await peer.load?.();
report(`calls ${process.pid}`);
await peer.start({ ...job, ...conditions[condition] });
setInterval(() => {}, 3_600_000);
