import { LifelineError } from "@lifeline/protocol";
import { builtin, resolveOptions } from "@lifeline/system";
import { createBinding } from "./binding.ts";
import { type BindOptions, OPTIONS } from "./options.ts";
import type { ParentBinding } from "./parent-binding.ts";
import { BINDING, registry } from "./registry.ts";

/**
 * Binds this process to its parent: when the parent is gone, for whatever reason, a graceful shutdown runs and the
 * process ends, no later than the grace period (5000 ms by default) after that was noticed. The death is noticed by
 * the EOF of the lifeline at once (pipe(7), unix(7): the kernel closes a dead process's descriptors), and by a
 * liveness probe each 2000 ms otherwise. Where there is no parent to bind to, the process just keeps running.
 *
 * A second call, also through the other module format, returns the first binding.
 *
 * @param options - see {@link BindOptions}; all times are ms
 * @returns the binding; its `mode` and `launch.evidence` say what is watched, and why
 * @throws {TypeError | RangeError} `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE` or `ERR_OUT_OF_RANGE` for a bad
 *   option, naming it
 * @throws {LifelineError} `ERR_LIFELINE_ALREADY_BOUND` for other options than those of the first call;
 *   `ERR_LIFELINE_UNSUPPORTED` in a worker thread, and for `deadline: "thread"` where no thread can be started
 *
 * @example
 * ```ts
 * import { bindToParent } from "lifeline-child";
 *
 * const binding = bindToParent({ onShutdown: () => server.close() });
 * server.listen(0, () => binding.ready());
 * ```
 */
export function bindToParent(options: BindOptions = {}): ParentBinding {
  const resolved = resolveOptions("options", options, OPTIONS);
  if (!builtin("node:worker_threads").isMainThread) {
    const message = "Call bindToParent() in the main thread";
    throw new LifelineError("ERR_LIFELINE_UNSUPPORTED", message);
  }
  registry[BINDING] ??= { binding: createBinding(resolved), options: resolved };
  const { binding, options: first } = registry[BINDING];
  const keys = Object.keys(resolved) as (keyof BindOptions)[];
  const differing = keys.filter((key) => options[key] !== undefined && !isSame(resolved[key], first[key]));
  if (differing.length > 0) {
    const message = `Bind once: already bound, with other ${differing.join(", ")}`;
    throw new LifelineError("ERR_LIFELINE_ALREADY_BOUND", message);
  }
  return binding;
}

/** Of two options; the signals are compared by their names. */
function isSame(one: unknown, other: unknown): boolean {
  return one === other || (Array.isArray(one) && `${one}` === `${other}`);
}
