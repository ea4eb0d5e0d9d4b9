import { fieldOf, LifelineError, type Marker, parseMarker, toOneLine } from "@lifeline/protocol";
import { builtin, string, trace } from "@lifeline/system";
import { baselineParent } from "./baseline.ts";
import { startDeadlineThread } from "./deadline/thread.ts";
import { type HeldPipe, NO_PIPE } from "./deadline/vigil.ts";
import { isPipe, kindOf } from "./descriptor.ts";
import { watchIpc } from "./ipc-watch.ts";
import { inspectLaunch, whyUnusable } from "./launch-mode.ts";
import { watchLifeline } from "./lifeline-watch.ts";
import { evidenceOfDeath, evidenceOfReparenting, targetByIdentity, targetByPid } from "./liveness.ts";
import type { ResolvedBindOptions } from "./options.ts";
import { guardOutput } from "./output-guard.ts";
import type { Mode, ParentBinding, ParentBindingEvents } from "./parent-binding.ts";
import { watchPipe } from "./pipe-watch.ts";
import { findHosts } from "./pipe-writers.ts";
import { createPulse } from "./pulse.ts";
import type { ServiceManager } from "./service-manager.ts";
import { createShutdown } from "./shutdown.ts";
import type { Evidence } from "./shutdown-event.ts";
import { watchSignals } from "./signal-watch.ts";
import type { Watch } from "./watch.ts";

/** Decides what to watch, and turns what the watches tell into one shutdown. */
export function createBinding(options: ResolvedBindOptions): ParentBinding {
  const { channel, parentPid } = options;
  const { EventEmitter } = builtin("node:events");
  const marker = parseMarker(process.env.LIFELINE);
  const facts: string[] = [];
  const thread =
    options.deadline === "thread"
      ? startDeadlineThread(
          () => isParentGone(),
          (error) => facts.push(`The deadline thread has ended: ${error.message}.`),
        )
      : undefined;
  const launch = inspectLaunch(facts);
  // Our own children must never see it: it means this process and no other.
  delete process.env.LIFELINE;
  let watch: Watch | undefined;
  let endGuard: (() => void) | undefined;
  let pipe = NO_PIPE;
  let isGone = false;
  let isReady = false;

  // What LIFELINE names is probed also where its descriptor got lost on the way, in `npm run`, say.
  let named = marker && targetByIdentity(marker);
  let chosen = parentPid ? targetByPid(parentPid) : undefined;
  if (named && launch.mode !== "lifeline")
    facts.push(`Process ${named.pid}, which LIFELINE names, is probed.`);
  if (parentPid && !chosen) facts.push(`Process ${parentPid} is not visible here.`);

  const tell = (step: "stall" | "recover", payload: object) => {
    trace(step, payload);
    binding.emit(step, payload as never);
  };

  const shutdown = createShutdown(options, function* () {
    const event = yield;
    const { signal, ...payload } = event;
    if (!isGone) watch?.send?.(`STOPPING reason=${event.reason}\n`);
    thread?.shutdownIn(event.gracePeriod);
    trace("shutdown", payload);
    binding.emit("shutdown", event);
  });

  const onGone = (evidence: Evidence) => {
    // What we have let go of is not ours any more, and neither is its end.
    if (binding.parentPid === undefined) return;
    if (thread?.isReleased) {
      release();
      return;
    }
    if (!isGone) signals.countAnew();
    isGone = true;
    shutdown.begin("parent-exited", evidence);
  };

  const isParentGone = () => {
    const evidence = watch?.probe?.() ?? evidenceOfDeath(named) ?? evidenceOfDeath(chosen);
    if (evidence) onGone(evidence);
    return isGone;
  };

  const pulse = createPulse(options.probeInterval, isParentGone, (missed) => {
    tell("stall", { missed });
    if (options.onStall === "shutdown" && !isParentGone())
      shutdown.begin("parent-stalled", "heartbeats-missed");
  });

  const guardDeadline = () => {
    thread?.watch({
      ...pipe,
      gracePeriod: shutdown.gracePeriod,
      targets: [named, chosen].filter((target) => target !== undefined),
      directParent: watch?.probe === evidenceOfReparenting ? baselineParent : undefined,
    });
  };

  /** The timer runs and the output is guarded exactly while there is something that can be proved gone. */
  const enter = (mode: Mode, watcher?: Watch, held = NO_PIPE, parent = baselineParent) => {
    const isNews = mode !== binding.mode;
    watch = watcher;
    pipe = held;
    binding.mode = mode;
    binding.parentPid = mode === "standalone" ? (chosen ?? named)?.pid : parent;
    pulse.stop();
    endGuard?.();
    if (binding.parentPid !== undefined) {
      pulse.start(0);
      endGuard = guardOutput(isParentGone);
    }
    guardDeadline();
    trace("note", { mode, parentPid: binding.parentPid, launch });
    if (isNews) binding.emit("mode", mode);
  };

  const release = () => {
    facts.push("The parent released this process.");
    watch?.close();
    named = undefined;
    enter("standalone");
  };

  const signals = watchSignals(
    options.signals ?? (options.onShutdown ? ["SIGTERM", "SIGINT"] : []),
    isParentGone,
    (signal) => shutdown.begin("signal", signal),
  );

  class Emitter extends EventEmitter<ParentBindingEvents> {
    get signal(): AbortSignal {
      return shutdown.signal;
    }
  }
  const binding = Object.assign(new Emitter(), {
    mode: "standalone" as Mode,
    launch,
    parentPid,
    shutdown: shutdown.begun,
    ready() {
      if (!isReady) watch?.send?.("READY\n");
      isReady = true;
    },
    status(text: string) {
      string("text", text);
      // What is left of a character that was cut in two is left out.
      const cut = Buffer.from(toOneLine(text))
        .toString("utf8", 0, 500)
        .replace(/\ufffd$/, "");
      watch?.send?.(`STATUS ${cut}\n`);
    },
    unbind() {
      if (shutdown.signal.aborted) return;
      signals.close();
      thread?.close();
      watch?.send?.("UNBOUND\n");
      watch?.close();
      named = chosen = undefined;
      enter("standalone");
    },
  });

  const enterIpc = () => {
    const { fd } = (process.channel ?? {}) as { fd?: number };
    enter("ipc", watchIpc(facts, onGone), { ...NO_PIPE, fd });
  };

  const chooseUnmarked = () => {
    const { mode, manager, stdin } = launch;
    const goodbye = options.onStdinEnd === "shutdown";
    // In a container stdin may still be the host's (`docker run -i`); whoever says so is believed.
    const isHosted = goodbye && isContainer(manager) && isPipe(stdin);
    if (mode === "ipc") enterIpc();
    else if (mode === "pipe" || isHosted)
      enter("pipe", watchPipe(goodbye, onGone), input(goodbye, thread !== undefined));
    else enter("standalone");
  };

  /** To what `"auto"` would have chosen without the marker. */
  const fallBack = (why: string) => {
    facts.push(why);
    Object.assign(launch, inspectLaunch(facts));
    chooseUnmarked();
  };

  /**
   * At EOF a parent may be half dead and still answer; only one that goes on living for a second shows that it was not
   * its pipe.
   */
  const doubt = (evidence: Evidence, until: number) => {
    if (!named || evidenceOfDeath(named)) onGone(evidence);
    else if (performance.now() > until) fallBack("The lifeline ended, but the parent lives.");
    else setTimeout(doubt, 50, evidence, until).unref();
  };

  const hangOn = (fd: number, ours: Marker | undefined) => {
    // Until HELLO has come it may be anybody's.
    enter("lifeline", undefined, ours ? NO_PIPE : noise(fd), ours?.parent);
    const opened = watchLifeline(fd, ours, {
      bound(hello) {
        const direct = fieldOf(hello, "child") === `${process.pid}` && ours?.parent === baselineParent;
        const beat = milliseconds(hello, "beat") ?? 0;
        if (direct) {
          // Of a direct child's parent its ppid tells more, and for less.
          named = undefined;
          opened.probe = evidenceOfReparenting;
        }
        shutdown.limit(milliseconds(hello, "grace"));
        pulse.start(beat);
        pipe = { ...NO_PIPE, fd, content: "lines" };
        guardDeadline();
        trace("bound", { parentPid: binding.parentPid, direct, beat });
        binding.emit("bound");
      },
      line(verb, line) {
        if (verb === "BEAT") {
          const stalledFor = pulse.beat();
          if (stalledFor) tell("recover", { stalledFor });
        } else if (verb === "STOP") {
          shutdown.limit(milliseconds(line, "grace"));
          if (shutdown.signal.aborted) thread?.shutdownIn(shutdown.gracePeriod);
          shutdown.begin("stop-requested", "stop-message");
        } else if (verb === "RELEASE") {
          release();
        }
      },
      malformed(what) {
        const message = `The parent wrote ${what}; it was ignored. Is its end used for something else?`;
        binding.emit("protocol-error", new LifelineError("ERR_LIFELINE_PROTOCOL", message));
      },
      ended: (evidence, early) => (early ? doubt(evidence, performance.now() + 1000) : onGone(evidence)),
      notOurs: fallBack,
    });
    if (binding.mode === "lifeline") watch = opened;
  };

  if (channel === "ipc") {
    if (process.send) enterIpc();
    else {
      facts.push("There is no IPC channel.");
      enter("standalone");
    }
  } else if (channel === "auto") {
    if (marker && launch.mode === "lifeline") hangOn(marker.fd, marker);
    else chooseUnmarked();
  } else {
    const fd = channel === "stdin" ? 0 : channel;
    const ours = marker?.fd === fd ? marker : undefined;
    const obstacle = whyUnusable(fd);
    if (obstacle) facts.push(`fd ${fd} is ${obstacle}.`);
    // A service manager's pipe is nobody's lifeline; cron's is at its end from the start. A container's is its host's.
    if (obstacle || (!fd && !ours && launch.manager && !isContainer(launch.manager))) enter("standalone");
    else hangOn(fd, ours);
  }
  return binding;
}

/** Where the parent is outside, whoever it is. */
const isContainer = (manager: ServiceManager | undefined): boolean =>
  manager === "container" || manager === "kubernetes";

/** A foreign parent's: what it writes is thrown away. A pipe may have other holders than it, which a socket shows. */
function noise(fd: number): HeldPipe {
  return { ...NO_PIPE, fd, content: "noise", holder: kindOf(fd) === "pipe" ? baselineParent : undefined };
}

/** A host's. What is a goodbye by itself proves enough, though a launcher that stands between may live on. */
function input(goodbye: boolean, isAsked: boolean): HeldPipe {
  const holder = goodbye && kindOf(0) === "socket" ? undefined : baselineParent;
  return { ...NO_PIPE, fd: 0, holder, hosts: goodbye && isAsked ? findHosts(0) : [] };
}

/** What is no number of at most nine digits means nothing. */
function milliseconds(line: string, key: string): number | undefined {
  const value = fieldOf(line, key) ?? "";
  return /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}
