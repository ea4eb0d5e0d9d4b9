import { spawnSync } from "node:child_process";
import { requirement } from "./requirements.js";

export const canUnshareMounts = requirement(
  spawnSync("unshare", ["--mount", "true"]).status === 0,
  "cannot make a mount namespace here (unshare --mount)",
);
