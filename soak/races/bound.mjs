// The child of a race: binds as soon as it can, and lives until its parent is gone.
import { bindToParent } from "lifeline-child";

bindToParent({ onShutdown() {} });
setTimeout(() => process.exit(), 900_000);
