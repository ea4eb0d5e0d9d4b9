import { argvOf, inherited } from "../support/job.mjs";

export const title = "Lifeline";
export const source = "lifeline-parent";

export async function start(job) {
  const { spawnWithLifeline } = await import("lifeline-parent");
  const [command, ...args] = argvOf(job);
  return { child: spawnWithLifeline(command, args, { stdio: inherited(job), uid: job.uid }) };
}

export async function bind(hook, stall) {
  const { bindToParent } = await import("lifeline-child");
  const binding = bindToParent({ onShutdown: hook });
  binding.on("stall", stall);
  await new Promise((resolve) => binding.once("bound", resolve));
}
