import { setTimeout as sleep } from "node:timers/promises";
import { clock } from "./clock.js";
import { killByIdentity } from "./kill.js";
import { isDead, type ProcessIdentity } from "./processes.js";

/** In ms. Who is stopped or blocked cannot write. */
const PATIENCE = 300;

/** In a coverage run, for those that are to be killed: each Node writes what it has covered, and all of them end. */
export async function letCoverageBeWritten(identities: readonly ProcessIdentity[]): Promise<void> {
  const asked = clock();
  const living = identities.filter((identity) => killByIdentity(identity, "SIGPWR"));
  while (!living.every(isDead) && clock() - asked < PATIENCE) await sleep(5);
}
