export default {
  part: "guard",
  does: "who is older than the parent may be of its trees",
  patches: [["guard", '[ "$start" -ge "$since" ] && is_pid "$pid" || return', 'is_pid "$pid" || return']],
  tests: ["test/guard/before-a-signal"],
  only: "older",
};
