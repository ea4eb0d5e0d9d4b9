import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { expectEndedByGuard, expectGuardGone } from "../support/guards.js";
import {
  createReport,
  type HostMessages,
  identify,
  isDead,
  nodeFixture,
  type ProcessIdentity,
  readProcess,
  registerForKilling,
  start,
  until,
} from "../support/index.js";

const TELL = `tell() { echo '{"type":"'$1'","pid":'$2'}' >> "$LIFELINE_TEST_REPORT"; }; `;
/** The member is to be killed, so that everything that we do to a tree is done. */
const lifeline = { gracePeriod: 300 };
const newId = () => randomUUID().replaceAll("-", "");

/** Environments that resemble that of the tree, whose cookie is given in two parts. */
const LOOKALIKES: Record<string, (root: string, child: string) => NodeJS.ProcessEnv> = {
  "no cookie at all": () => ({}),
  "an empty cookie": () => ({ LIFELINE_TREE: "" }),
  "the cookie of another parent": (_, child) => ({ LIFELINE_TREE: `/${newId()}${child}` }),
  "the cookie below another tree": (root, child) => ({ LIFELINE_TREE: `/${newId()}${root}${child}` }),
  "the parent's id alone": (root) => ({ LIFELINE_TREE: root }),
  "the parent's id and a slash": (root) => ({ LIFELINE_TREE: `${root}/` }),
  "the parent's id with a digit more": (root, child) => ({ LIFELINE_TREE: `${root}0${child}` }),
  "the parent's id with a digit less": (root, child) => ({ LIFELINE_TREE: `${root.slice(0, -1)}${child}` }),
  "the child's id with a digit less": (root, child) => ({ LIFELINE_TREE: root + child.slice(0, -1) }),
  "the child's id with a digit more": (root, child) => ({ LIFELINE_TREE: `${root}${child}0` }),
  "the child's id, and no id behind it": (root, child) => ({ LIFELINE_TREE: `${root}${child}/x` }),
  "the cookie in capitals": (root, child) => ({ LIFELINE_TREE: (root + child).toUpperCase() }),
  "the cookie with a line before it": (root, child) => ({ LIFELINE_TREE: `\n${root}${child}` }),
  "the cookie under another name": (root, child) => ({ MY_LIFELINE_TREE: root + child }),
  "the entry in the middle of a value": (root, child) => ({ NOTE: `see LIFELINE_TREE=${root}${child}` }),
  "the entry on a line of a value": (root, child) => ({ NOTE: `\nLIFELINE_TREE=${root}${child}` }),
};

/** What carries the cookie itself is of the tree: the controls. */
const THE_COOKIE: typeof LOOKALIKES = {
  "the cookie": (root, child) => ({ LIFELINE_TREE: root + child }),
  "the cookie of a tree within the tree": (root, child) => ({
    LIFELINE_TREE: `${root}${child}/${newId()}/${newId()}`,
  }),
};

/**
 * P leads a group, in which there is also another child of its, and has a tree with one deaf member. A process that
 * member started has left the environment and the session: only its parent is of the tree.
 */
async function startTree({ detached = true } = {}) {
  const report = createReport<Record<"neighbour" | "stranger" | "member", { pid: number }>>();
  const script = `${TELL}trap '' TERM; env -i setsid sleep 3600 & tell stranger $!; tell member $$; wait`;
  const options = { stdio: "ignore", detached };
  const { command, args } = nodeFixture("host.mjs", {
    children: [{ command: "bash", args: ["-c", script], options, lifeline }],
  });
  // The neighbour is younger than the member: who is older could not be of the tree at all.
  const neighbour = `until [ -e "$LIFELINE_TEST_REPORT.go" ]; do sleep 0.02; done; sleep 3600 & tell neighbour $!; wait`;
  const starter = `${TELL}{ ${neighbour}; } & exec "$@"`;
  const host = start<HostMessages>("bash", ["-c", starter, "bash", command, ...args], {
    detached: true,
    env: report.env,
  });
  const named = async (name: "neighbour" | "stranger" | "member") =>
    registerForKilling(identify((await report.message(name)).pid));
  const member = await named("member");
  writeFileSync(`${report.path}.go`, "");
  const strangers = [await named("neighbour"), await named("stranger")];
  await until("the stranger to have left", () => readProcess(strangers[1]?.pid ?? 0)?.command === "sleep");
  return { host, strangers, member };
}

type Tree = Awaited<ReturnType<typeof startTree>>;

const ends = {
  async "stop()"({ host }: Tree) {
    host.send({ do: "stop" });
    expect((await host.message("stopped")).report).toMatchObject({ forced: true, survivors: [] });
    expect(isDead(host.identity)).toBe(false);
  },
  async "the death of P"({ host, member }: Tree) {
    host.kill("SIGKILL");
    await expectEndedByGuard(member);
    await expectGuardGone(host.pid);
  },
};

describe.each(Object.entries(ends))("%s and processes that the same user started", (_, end) => {
  /** Who of them is taken for a member of the tree, and who is dead when it has ended. */
  async function endTheTree(environments: typeof LOOKALIKES) {
    const tree = await startTree();
    const entry = /(?:^|\0)LIFELINE_TREE=((?:\/\w{32})*\/\w{32})(\/\w{32})\0/;
    const environment = readFileSync(`/proc/${tree.member.pid}/environ`, "latin1");
    const [, root = "", child = ""] = entry.exec(environment) ?? [];
    expect(child).not.toBe("");
    const others = Object.entries(environments).map(([name, make]) => {
      const { identity } = start("sleep", ["3600"], {
        detached: true,
        stdio: "ignore",
        env: make(root, child),
      });
      return { name, identity };
    });
    // In the middle of execve(2) there is none.
    const environmentOf = ({ pid }: ProcessIdentity) => readFileSync(`/proc/${pid}/environ`, "latin1");
    const isShowing = () => others.every(({ identity }) => environmentOf(identity) !== "");
    await until("them to show their environments", isShowing);
    tree.host.send({ do: "members" });
    const { members } = await tree.host.message("members");
    const isShown = ({ pid }: ProcessIdentity) => members.some((each) => each.pid === pid);
    expect(isShown(tree.member)).toBe(true);
    await end(tree);
    expect(tree.strangers.filter((each) => isDead(each) || isShown(each))).toEqual([]);
    return {
      shown: others.filter(({ identity }) => isShown(identity)).map(({ name }) => name),
      dead: others.filter(({ identity }) => isDead(identity)).map(({ name }) => name),
    };
  }

  it("leaves them alone, whatever their environment resembles", async () => {
    expect(await endTheTree(LOOKALIKES)).toEqual({ shown: [], dead: [] });
  });

  it("ends them where it is the cookie", async () => {
    const names = Object.keys(THE_COOKIE);
    expect(await endTheTree(THE_COOKIE)).toEqual({ shown: names, dead: names });
  });

  it("leaves alone who is in the group of P, also where the child is", async () => {
    const tree = await startTree({ detached: false });
    expect(readProcess(tree.member.pid)?.pgid).toBe(tree.host.pid);
    await end(tree);
    expect(isDead(tree.member)).toBe(true);
    expect(tree.strangers.filter(isDead)).toEqual([]);
  });
});
