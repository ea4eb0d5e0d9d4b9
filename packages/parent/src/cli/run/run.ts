import { type ResolvedLifelineOptions, resolveLifelineOptions } from "../../options.ts";
import { spawnWithLifeline } from "../../spawn-with-lifeline.ts";
import type { LifelineProcess } from "../../types.ts";
import { complain } from "../output.ts";
import { endLike } from "./ending.ts";
import { endUnstarted } from "./failure.ts";
import { inheritedDescriptors } from "./inherited.ts";
import { type Watched, watchedParent } from "./parent-watch.ts";
import { SignalRelay } from "./relay.ts";
import { type RunRequest, readRunRequest } from "./request.ts";
import { passStdin, requireStdinThatEnds } from "./stdin.ts";
import { hasTerminal, isTerminal } from "./terminal.ts";
import { Witness } from "./witness.ts";

/** In ms, between two looks at the parent. A look at `process.ppid` takes less than a microsecond. */
const PARENT_PROBE = 500;

/** `lifeline run`: the command, tied to whoever started us, as if we were not there. */
export function runCommand(words: readonly string[]): void {
  const request = readRunRequest(words);
  if (request.onEof) requireStdinThatEnds();
  const parent = watchedParent(request.parent);
  // In our own group, for job control and /dev/tty to work; where there is no terminal, in a group of its own, by which
  // also those are found that scrub their environment.
  const sharesGroup = hasTerminal() && !parent.isService;
  const relay = new SignalRelay({ sharesGroup, ignoresHangup: parent.isService }, new Witness());
  const child = spawnCommand(request, sharesGroup);
  if (child?.pid === undefined) return;
  relay.connect(child);
  const stop = stopOnce(child, relay, resolveLifelineOptions("run", ownOptions(request)));
  endWithParent(parent, stop);
  if (request.onEof && isTerminal(0)) relay.once("SIGHUP", stop);
  else if (request.onEof) passStdin(child, stop);
  child.once("exit", (code, signal) => {
    relay.once("ending", () => endLike(code, signal, relay.wasInterrupted));
    // What the command leaves behind ends before we do: who waits for us finds its ports free.
    void child.lifeline.stop().then(({ survivors }) => {
      for (const { pid, command, reason } of survivors)
        complain(`run: ${pid} ${command} lives on: ${reason}`);
      endLike(code, signal, relay.wasInterrupted);
    });
  });
}

/** Node throws some of the reasons why a command cannot be started, and emits others: they go one way. */
function spawnCommand(request: RunRequest, sharesGroup: boolean): LifelineProcess | undefined {
  const { command, args, onEof } = request;
  const stdin = onEof && !isTerminal(0) ? "pipe" : "inherit";
  const unstarted = (error: unknown) => endUnstarted(command, error as NodeJS.ErrnoException);
  try {
    const child = spawnWithLifeline(command, args, {
      stdio: [stdin, "inherit", "inherit", ...inheritedDescriptors()],
      detached: !sharesGroup,
      lifeline: ownOptions(request),
    });
    return child.on("error", (error: NodeJS.ErrnoException) => {
      // One who runs as another user by now; it is still waited for.
      if (error.syscall === "kill")
        complain(`run: ${command}: the signal cannot be passed on (${error.code})`);
      else unstarted(error);
    });
  } catch (error) {
    unstarted(error);
    return undefined;
  }
}

const ownOptions = ({ gracePeriod, stopSignal }: RunRequest) => ({ gracePeriod, stopSignal });

/** A command that has just been asked has its time, and is not asked again: many take a second signal for impatience. */
function stopOnce(
  child: LifelineProcess,
  relay: SignalRelay,
  { gracePeriod, stopSignal }: ResolvedLifelineOptions,
): () => void {
  return () => {
    if (!relay.hasPassed(stopSignal, gracePeriod)) {
      void child.lifeline.stop();
      return;
    }
    const timer = setTimeout(
      () => void child.lifeline.stop({ gracePeriod: 0, signal: "SIGKILL" }),
      gracePeriod,
    );
    child.once("exit", () => clearTimeout(timer));
  };
}

function endWithParent(parent: Watched, stop: () => void): void {
  if (parent.isService) return;
  const timer = setInterval(() => {
    if (!parent.isGone()) return;
    clearInterval(timer);
    stop();
  }, PARENT_PROBE);
}
