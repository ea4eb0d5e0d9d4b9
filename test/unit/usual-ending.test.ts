import { expect, it } from "vitest";
import { USUAL_ENDING } from "../../packages/parent/src/guard/guarded-tree.js";
import { GUARD_SCRIPT } from "../../packages/parent/src/guard/script.js";
import { OPTIONS } from "../../packages/parent/src/options.js";

it("need not be told to the guard: it is the options' default, and the guard's own", () => {
  const {
    gracePeriod: [gracePeriod],
    stopSignal: [stopSignal],
  } = OPTIONS;
  expect(USUAL_ENDING).toBe(`${gracePeriod / 10} ${stopSignal.replace("SIG", "")}`);
  expect(GUARD_SCRIPT).toContain(`usual:-${USUAL_ENDING}}`);
});
