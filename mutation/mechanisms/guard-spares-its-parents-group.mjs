export default {
  part: "guard",
  does: "the guard may kill the group of its parent, and who is older than it",
  patches: [
    ["guard", ' && [ "$pid" != "$parents" ] || return', " || return"],
    ["guard", '[ "$start" -ge "$since" ] && is_pid "$pid" || return', 'is_pid "$pid" || return'],
  ],
  tests: ["test/guard/bad-input"],
  only: "group of",
};
