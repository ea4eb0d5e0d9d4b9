import type { EventEmitter as Emitter } from "node:events";
import { fieldOf, LifelineError, MARKER_VARIABLE, type Marker, toOneLine } from "@lifeline/protocol";
import { builtin, string, trace } from "@lifeline/system";
import { baselineParent } from "./baseline.ts";
import { isPipe } from "./descriptor.ts";
import { watchIpc } from "./ipc-watch.ts";
import { inspectLaunch, readMarker, whyUnusable } from "./launch-mode.ts";
import { type LifelineWatch, watchLifeline } from "./lifeline-watch.ts";
import { evidenceOfDeath, evidenceOfReparenting, targetByIdentity, targetByPid } from "./liveness.ts";
import type { ResolvedBindOptions } from "./options.ts";
import { guardOutput } from "./output-guard.ts";
import type { Mode, ParentBinding, ParentBindingEvents } from "./parent-binding.ts";
import { watchPipe } from "./pipe-watch.ts";
import { afterPoll, createPulse } from "./pulse.ts";
import { createShutdown } from "./shutdown.ts";
import type { Evidence } from "./shutdown-event.ts";
import { watchSignals } from "./signal-watch.ts";
import type { Watch } from "./watch.ts";

/** How long a parent that is proved to live may be dying, when its end of the pipe closed before HELLO. */
const DOUBT_FOR = 1000;

/** Decides what to watch, and turns what the watches tell into one shutdown. */
export function createBinding(options: ResolvedBindOptions): ParentBinding {
  const { channel, parentPid, probeInterval, onStdinEnd, onStall, onShutdown } = options;
  const { EventEmitter } = builtin("node:events");
  const emitter: Emitter<ParentBindingEvents> = new EventEmitter();
  const read = readMarker();
  const marker = read === "malformed" ? undefined : read;
  // Our own children must never see it: it means this process and no other.
  delete process.env[MARKER_VARIABLE];
  const facts: string[] = [];
  const launch = inspectLaunch(read, facts);
  let watch: Watch | undefined;
  let lifeline: LifelineWatch | undefined;
  let endGuard: (() => void) | undefined;
  let isGone = false;
  let isReady = false;

  // What LIFELINE names is probed also where its descriptor got lost on the way, in `npm run`, say.
  let named = marker && targetByIdentity({ ...marker, pid: marker.parent });
  let chosen = parentPid ? targetByPid(parentPid) : undefined;
  if (named && launch.mode !== "lifeline")
    facts.push(`The parent that LIFELINE names, ${named.pid}, is probed.`);
  if (parentPid && !chosen) facts.push(`Process ${parentPid} is not visible here, and is not probed.`);

  const shutdown = createShutdown(options, (event) => {
    const { reason, evidence, gracePeriod } = event;
    trace("shutdown", { reason, evidence, gracePeriod });
    if (!isGone) lifeline?.send(`STOPPING reason=${reason}\n`);
    emitter.emit("shutdown", event);
  });
  const pulse = createPulse(probeInterval, isParentGone, (missed) => {
    trace("stall", { missed });
    emitter.emit("stall", { missed });
    if (onStall === "shutdown" && !isParentGone()) shutdown.begin("parent-stalled", "heartbeats-missed");
  });
  const endSignals = watchSignals(options.signals ?? (onShutdown ? ["SIGTERM", "SIGINT"] : []), (signal) =>
    // Because the EOF of a parent that died of the same signal may still be unread.
    afterPoll(() => isParentGone() || shutdown.begin("signal", signal)),
  );
  const binding = Object.assign(emitter, {
    mode: "standalone" as Mode,
    launch,
    parentPid,
    shutdown: shutdown.begun,
    ready() {
      if (!isReady) lifeline?.send("READY\n");
      isReady = true;
    },
    status(text: string) {
      string("text", text);
      // As a stream, so that a character which is cut in two is left out.
      const bytes = Buffer.from(toOneLine(text)).subarray(0, 500);
      lifeline?.send(`STATUS ${new TextDecoder().decode(bytes, { stream: true })}\n`);
    },
    unbind() {
      if (shutdown.hasBegun) return;
      endSignals();
      lifeline?.send("UNBOUND\n");
      (lifeline ?? watch)?.close();
      chosen = undefined;
      letGo();
    },
  });
  Object.defineProperty(binding, "signal", { enumerable: true, get: () => shutdown.signal });
  choose();
  return binding as typeof binding & { readonly signal: AbortSignal };

  function choose(): void {
    if (channel === "auto") {
      if (launch.mode === "lifeline" && marker) hangOn(marker.fd, marker);
      else chooseUnmarked();
    } else if (channel !== "ipc") {
      const fd = channel === "stdin" ? 0 : channel;
      const ours = marker?.fd === fd ? marker : undefined;
      const obstacle = whyUnusable(fd);
      if (obstacle) facts.push(`The lifeline should be fd ${fd}, but that is ${obstacle}.`);
      // A service manager's pipe is nobody's lifeline; cron's is at its end from the start.
      if (obstacle || (!fd && !ours && launch.manager)) enter("standalone");
      else hangOn(fd, ours);
    } else if (process.send) hangOnIpc();
    else {
      facts.push("There is no IPC channel.");
      enter("standalone");
    }
  }

  function chooseUnmarked(): void {
    const { mode, manager = "", stdin } = launch;
    const goodbye = onStdinEnd === "shutdown";
    // In a container stdin may still be the host's (`docker run -i`); whoever says so is believed.
    const isHosted = goodbye && /container|kubernetes/.test(manager) && isPipe(stdin);
    if (mode === "ipc") hangOnIpc();
    else if (mode === "pipe" || isHosted) {
      watch = watchPipe(goodbye, onWatchedGone);
      enter("pipe");
    } else enter("standalone");
  }

  function hangOnIpc(): void {
    watch = watchIpc(onWatchedGone);
    enter("ipc");
  }

  function hangOn(fd: number, ours: Marker | undefined): void {
    enter("lifeline", ours?.parent);
    const opened = watchLifeline(fd, ours, {
      bound(text) {
        const direct = fieldOf(text, "child") === `${process.pid}` && ours?.parent === baselineParent;
        const beat = milliseconds(text, "beat", 0);
        if (direct) {
          // Of a direct child's parent its ppid tells more, and for less.
          named = undefined;
          opened.probe = evidenceOfReparenting;
        }
        shutdown.limit(milliseconds(text, "grace"));
        pulse.start(beat);
        trace("bound", { parentPid: binding.parentPid, direct, beat });
        binding.emit("bound");
      },
      line: onLine,
      malformed(what) {
        const message = `The parent wrote ${what} on the lifeline; it was ignored`;
        binding.emit("protocol-error", new LifelineError("ERR_LIFELINE_PROTOCOL", message));
      },
      ended: (evidence, early) =>
        early ? doubt(evidence, performance.now() + DOUBT_FOR) : onWatchedGone(evidence),
      notOurs: fallBack,
    });
    if (binding.mode === "lifeline") watch = lifeline = opened;
  }

  function onLine(verb: string, text: string): void {
    if (verb === "BEAT") {
      const stalledFor = pulse.beat();
      if (!stalledFor) return;
      trace("recover", { stalledFor });
      binding.emit("recover", { stalledFor });
    } else if (verb === "STOP") {
      shutdown.limit(milliseconds(text, "grace"));
      shutdown.begin("stop-requested", "stop-message");
    } else if (verb === "RELEASE" && watch) {
      facts.push("The parent released this process.");
      letGo();
    }
  }

  /** At EOF a parent may be half dead and still answer; only one that goes on living shows that it was not its pipe. */
  function doubt(evidence: Evidence, until: number): void {
    if (!named || evidenceOfDeath(named)) onWatchedGone(evidence);
    else if (performance.now() > until) fallBack("The lifeline ended before HELLO, but the parent lives.");
    else setTimeout(doubt, 50, evidence, until).unref();
  }

  /** To what `"auto"` would have chosen without the marker. */
  function fallBack(why: string): void {
    facts.push(why);
    watch = lifeline = undefined;
    Object.assign(launch, inspectLaunch(undefined, facts));
    chooseUnmarked();
  }

  function isParentGone(): boolean {
    const evidence = watch?.probe?.() ?? evidenceOfDeath(named) ?? evidenceOfDeath(chosen);
    if (evidence) onGone(evidence);
    return isGone;
  }

  /** What we have let go of is not ours any more, and neither is its end. */
  function onWatchedGone(evidence: Evidence): void {
    if (watch) onGone(evidence);
  }

  function onGone(evidence: Evidence): void {
    isGone = true;
    shutdown.begin("parent-exited", evidence);
  }

  function letGo(): void {
    named = watch = undefined;
    enter("standalone");
  }

  /** The timer runs and the output is guarded exactly while there is something that can be proved gone. */
  function enter(mode: Mode, parent = baselineParent): void {
    const isNews = mode !== binding.mode;
    const watched = mode === "standalone" ? (chosen ?? named)?.pid : parent;
    Object.assign(binding, { mode, parentPid: watched });
    if (watched === undefined) {
      pulse.stop();
      endGuard?.();
      endGuard = undefined;
    } else {
      pulse.start(0);
      endGuard ??= guardOutput(isParentGone);
    }
    trace("note", { mode, parentPid: watched, launch });
    if (isNews) binding.emit("mode", mode);
  }
}

function milliseconds(text: string, key: string, otherwise = Number.POSITIVE_INFINITY): number {
  const value = fieldOf(text, key) ?? "";
  return /^\d{1,10}$/.test(value) ? Math.min(Number(value), 2 ** 31 - 1) : otherwise;
}
