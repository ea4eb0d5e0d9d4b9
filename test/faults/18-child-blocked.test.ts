import { describeTree, fixture } from "../support/index.js";

const forced = { gracePeriod: 500, forced: true };

describeTree(
  "a child whose event loop is blocked for ever",
  `exec node '${fixture("blocked-child.mjs")}'`,
  forced,
);

describeTree(
  "a bound child whose event loop is blocked for ever",
  `exec node '${fixture("blocked-child.mjs")}' bind`,
  forced,
);

describeTree("what a child runs with execSync", `exec node '${fixture("exec-sync-child.mjs")}'`, forced);
