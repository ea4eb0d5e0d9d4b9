export default {
  part: "guard",
  does: "the guard does not wait for the leader before it asks the rest",
  patches: [["guard", '[ "$1:$5" = "$begun:$sweeps" ] || return 0\n', "return 0\n"]],
  tests: ["test/guard/leader-first"],
};
