import type { EventEmitter as Emitter } from "node:events";
import { invalidArgType, MARKER_VARIABLE, type Marker } from "@lifeline/protocol";
import { builtin, trace } from "@lifeline/system";
import { baselineParent } from "./baseline.ts";
import { watchIpc } from "./ipc-watch.ts";
import { inspectLaunch, readMarker, whyUnusable } from "./launch-mode.ts";
import { type LifelineWatch, watchLifeline } from "./lifeline-watch.ts";
import { evidenceOfDeath, type Target, targetByIdentity, targetByPid } from "./liveness.ts";
import type { ResolvedBindOptions } from "./options.ts";
import { guardOutput } from "./output-guard.ts";
import type { Mode, ParentBinding, ParentBindingEvents } from "./parent-binding.ts";
import { watchPipe } from "./pipe-watch.ts";
import { Pulse } from "./pulse.ts";
import { createShutdown } from "./shutdown.ts";
import type { Evidence } from "./shutdown-event.ts";
import { watchSignals } from "./signal-watch.ts";
import type { Watch } from "./watch.ts";

/** How long a parent that is proved to live may be dying, when its end of the pipe closed before HELLO. */
const DOUBT_FOR = 1000;

/** Decides what to watch, and turns what the watches tell into one shutdown. */
export function createBinding(options: ResolvedBindOptions): ParentBinding {
  const { channel, parentPid, onStdinEnd, onStall, onShutdown } = options;
  const { EventEmitter } = builtin("node:events");
  const emitter: Emitter<ParentBindingEvents> = new EventEmitter();
  const read = readMarker();
  const marker = read === "malformed" ? undefined : read;
  // Our own children must never see it: it means this process and no other.
  delete process.env[MARKER_VARIABLE];
  const launch = inspectLaunch(read);
  const shutdown = createShutdown(options, (event) => {
    const { reason, evidence, gracePeriod } = event;
    trace("shutdown", { reason, evidence, gracePeriod });
    if (!isGone) lifeline?.send("STOPPING", { reason });
    emitter.emit("shutdown", event);
  });

  // What LIFELINE names is probed also where its descriptor got lost on the way, in `npm run`, say.
  let named: Target | undefined = marker && targetByIdentity({ ...marker, pid: marker.parent });
  const chosen = parentPid === undefined ? undefined : targetByPid(parentPid);
  if (marker && named && launch.mode !== "lifeline")
    note(`The parent that LIFELINE names, ${marker.parent}, is probed.`);
  if (parentPid !== undefined && !chosen)
    note(`Process ${parentPid} is not visible here, and is not probed.`);

  let watch: Watch | undefined;
  let lifeline: LifelineWatch | undefined;
  let endGuard: (() => void) | undefined;
  let isGone = false;
  let isReady = false;

  const pulse = new Pulse(options.probeInterval, isParentGone, (missed) => {
    trace("stall", { missed });
    emitter.emit("stall", { missed });
    if (onStall === "shutdown" && !isParentGone()) shutdown.begin("parent-stalled", "heartbeats-missed");
  });
  const endSignals = watchSignals(options.signals ?? (onShutdown ? ["SIGTERM", "SIGINT"] : []), (signal) => {
    // Two turns later, because the EOF of a parent that died of the same signal may still be unread.
    setImmediate(() => setImmediate(() => isParentGone() || shutdown.begin("signal", signal)));
  });
  const binding = Object.assign(emitter, {
    mode: "standalone" as Mode,
    launch,
    parentPid,
    shutdown: shutdown.begun,
    ready() {
      if (!isReady) lifeline?.send("READY");
      isReady = true;
    },
    status(text: string) {
      if (typeof text !== "string") throw invalidArgType("text", "of type string", text);
      lifeline?.sendStatus(text);
    },
    unbind() {
      if (shutdown.hasBegun) return;
      endSignals();
      lifeline?.send("UNBOUND");
      watch?.close();
      forgetParent();
      if (binding.mode !== "standalone") change("standalone");
    },
  });
  Object.defineProperty(binding, "signal", { enumerable: true, get: () => shutdown.signal });
  enter(choose());
  return binding as typeof binding & { readonly signal: AbortSignal };

  function choose(): Mode {
    if (channel === "auto")
      return launch.mode === "lifeline" && marker ? hangOn(marker.fd, marker) : chooseUnmarked();
    if (channel === "ipc") {
      if (process.send !== undefined) return hangOnIpc();
      note("There is no IPC channel.");
      return "standalone";
    }
    const fd = channel === "stdin" ? 0 : channel;
    const ours = marker?.fd === fd ? marker : undefined;
    const obstacle = whyUnusable(fd);
    if (obstacle !== undefined) note(`The lifeline should be fd ${fd}, but ${obstacle}.`);
    // A service manager's pipe is nobody's lifeline; cron's is at its end from the start.
    return obstacle !== undefined || (fd === 0 && !ours && launch.manager) ? "standalone" : hangOn(fd, ours);
  }

  function chooseUnmarked(): Mode {
    const { mode, manager, stdin } = launch;
    if (mode === "ipc") return hangOnIpc();
    // In a container stdin may still be the host's (`docker run -i`); whoever says so is believed.
    const goodbye = onStdinEnd === "shutdown";
    const isHosted = goodbye && (manager === "container" || manager === "kubernetes");
    if (mode !== "pipe" && !(isHosted && (stdin === "pipe" || stdin === "socket"))) return "standalone";
    watch = watchPipe(goodbye, onGone);
    return "pipe";
  }

  function hangOnIpc(): Mode {
    watch = watchIpc(onGone);
    return "ipc";
  }

  function hangOn(fd: number, ours: Marker | undefined): Mode {
    try {
      watch = lifeline = watchLifeline(fd, ours, {
        bound({ direct, beat = 0, grace }) {
          // Of a direct child's parent its ppid tells more, and for less.
          if (direct) named = undefined;
          shutdown.limit(grace);
          pulse.expectBeats(beat);
          trace("bound", { parentPid: binding.parentPid, direct, beat });
          binding.emit("bound");
        },
        beat() {
          const stalledFor = pulse.beat();
          if (stalledFor === undefined) return;
          trace("recover", { stalledFor });
          binding.emit("recover", { stalledFor });
        },
        stopRequested(grace) {
          shutdown.limit(grace);
          shutdown.begin("stop-requested", "stop-message");
        },
        released() {
          note("The parent released this process.");
          forgetParent();
          change("standalone");
        },
        protocolError: (error) => binding.emit("protocol-error", error),
        ended: (evidence, early) =>
          early ? doubt(evidence, performance.now() + DOUBT_FOR) : onGone(evidence),
        notOurs: fallBack,
      });
      return "lifeline";
    } catch (error) {
      reconsider(`fd ${fd} cannot be read: ${(error as Error).message}.`);
      return chooseUnmarked();
    }
  }

  /** At EOF a parent may be half dead and still answer; only one that goes on living shows that it was not its pipe. */
  function doubt(evidence: Evidence, until: number): void {
    if (!named || evidenceOfDeath(named)) onGone(evidence);
    else if (performance.now() > until) fallBack("The lifeline ended before HELLO, but the parent lives.");
    else setTimeout(doubt, 50, evidence, until).unref();
  }

  function fallBack(why: string): void {
    watch = lifeline = undefined;
    reconsider(why);
    change(chooseUnmarked());
  }

  /** What `"auto"` would have seen without the marker. */
  function reconsider(why: string): void {
    const { evidence } = launch;
    Object.assign(launch, inspectLaunch(undefined));
    launch.evidence.unshift(...evidence, why);
  }

  function isParentGone(): boolean {
    const evidence = isGone
      ? undefined
      : (watch?.probe() ?? (named && evidenceOfDeath(named)) ?? (chosen && evidenceOfDeath(chosen)));
    if (evidence !== undefined) onGone(evidence);
    return isGone;
  }

  function onGone(evidence: Evidence): void {
    isGone = true;
    shutdown.begin("parent-exited", evidence);
  }

  function forgetParent(): void {
    named = undefined;
    pulse.expectBeats(0);
  }

  function change(mode: Mode): void {
    enter(mode);
    binding.emit("mode", mode);
  }

  /** The timer runs and the output is guarded exactly while there is something that can be proved gone. */
  function enter(mode: Mode): void {
    binding.mode = mode;
    const watched = mode === "lifeline" ? (marker?.parent ?? baselineParent) : baselineParent;
    binding.parentPid = mode === "standalone" ? (chosen ?? named)?.pid : watched;
    if (mode !== "standalone" || named || chosen) {
      pulse.start();
      endGuard ??= guardOutput(isParentGone);
    } else {
      pulse.stop();
      endGuard?.();
      endGuard = undefined;
    }
    trace("note", { mode, parentPid: binding.parentPid, launch });
  }

  function note(fact: string): void {
    launch.evidence.push(fact);
  }
}
