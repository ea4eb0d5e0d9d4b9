/**
 * Children that know nothing of lifelines, as sh scripts. `say up` is the leader's word that all is in place, `say member`
 * that of another process that has to live as long as its tree: soak/programs/say.sh.
 *
 * - `mortal`: may end by itself at any time; `mortalWithoutParent`: so too once it is released
 * - `deaf`: takes SIGKILL
 * - `silent`: never says `up`
 * - `needsLeader`: has a process that scrubbed its environment, in the group. Once the leader has ended by itself nothing
 *   proves it: so the leader is not killed, and not ended by a time limit before all are up
 */
const member = `sh -c '. "$SOAK_SAY"; say member; exec sleep 900'`;
// Out of the tree, as releasedEnv() does it; with the cookie as part of another value, which must mean nothing. It lets
// go of the lifeline too, or the parent's end would stay open for it.
const free =
  'LIFELINE_SOAK="$LIFELINE_SOAK-free" OLD_LIFELINE_TREE="$LIFELINE_TREE" ' +
  `setsid env -u LIFELINE_TREE ${member} 3>&- &`;

export const foreign = [
  { name: "sleeper", weight: 4, script: "say up; exec sleep 900" },
  {
    name: "deaf",
    weight: 3,
    deaf: true,
    script: "trap '' TERM INT HUP; say up; while :; do sleep 900; done",
  },
  {
    name: "escapes",
    weight: 4,
    script:
      `setsid ${member} & nohup ${member} > /dev/null 2>&1 & (setsid sh -c '${quote(member)} & sleep 900' &); ` +
      "(setsid sleep 900 > /dev/null 2>&1 &); say up; sleep 900",
  },
  {
    name: "deaf-escapes",
    weight: 2,
    deaf: true,
    script: `trap '' TERM; setsid ${member} & (setsid ${member} &); say up; while :; do sleep 900; done`,
  },
  { name: "leader-ends", weight: 3, mortal: true, script: `setsid ${member} & ${member} & say up` },
  {
    name: "scrubbed",
    needsLeader: true,
    weight: 3,
    script: `sh -c '. "$SOAK_SAY"; say member; exec env -i sleep 900' & say up; wait`,
  },
  {
    name: "forks",
    weight: 2,
    deaf: true,
    script:
      "trap '' TERM; say up; while :; do sleep 0.3 & setsid sleep 0.4 & (setsid sh -c 'sleep 0.2; sleep 0.2' &); sleep 0.1; done",
  },
  {
    name: "many",
    weight: 1,
    script: "i=0; while [ $i -lt 40 ]; do setsid sleep 900 & i=$((i+1)); done; say up; wait",
  },
  { name: "lock", weight: 2, lock: true, script: lockScript() },
  { name: "lets-free", weight: 3, script: `${free} say up; sleep 900` },
  { name: "ends-itself", weight: 2, mortal: true, silent: true, script: "sleep 0.1; exit 3" },
  { name: "ends-at-once", weight: 2, mortal: true, silent: true, command: "true" },
  { name: "missing", weight: 1, mortal: true, silent: true, command: "lifeline-soak-no-such-command" },
  {
    name: "garbage",
    weight: 1,
    fd: true,
    mortalWithoutParent: true,
    script: "say up; while :; do echo garbage-of-no-protocol >&3; sleep 0.05; done",
  },
  { name: "flood", weight: 1, fd: true, mortal: true, script: "say up; exec yes 'STATUS flood' >&3" },
  { name: "hangs-up", weight: 1, fd: true, script: "exec 3>&-; say up; exec sleep 900" },
];

/** Everything that inherits descriptor 9 holds the lock. */
function lockScript() {
  return (
    `exec 9> "$SOAK_DIRECTORY/lock-\${LIFELINE_SOAK##*/}"; flock 9; setsid ${member} & ` +
    "(setsid sh -c 'trap \"\" TERM; sleep 900' &); say up; sleep 900"
  );
}

function quote(text) {
  return text.replaceAll("'", "'\\''");
}
