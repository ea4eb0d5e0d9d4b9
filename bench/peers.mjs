import * as alarms from "./axes/alarms.mjs";
import * as cost from "./axes/cost.mjs";
import * as death from "./axes/death.mjs";
import * as race from "./axes/race.mjs";
import { loadPeers } from "./support/peers.mjs";
import { endAll } from "./support/processes.mjs";

const axes = { death, race, alarms, cost };

export const title = "peers: killed, hung and healthy parents, by the means of each";

/** All axes with all peers, in one run. */
export async function measure(context) {
  const peers = await loadPeers(context.native);
  const results = {};
  for (const [name, axis] of Object.entries(axes)) {
    console.log(`${axis.title} …`);
    try {
      results[name] = await axis.measure({ ...context, peers, results });
    } finally {
      await endAll();
    }
  }
  const list = peers.map(({ id, title, version, missing }) => ({ id, title, version, missing }));
  return { list, limit: death.limit, ...results };
}
