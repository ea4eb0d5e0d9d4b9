export default {
  part: "guard",
  does: "a young process is not looked at again before it is asked: it may be leaving the tree",
  patches: [
    ["guard", "[ $((swept - at)) -gt 10 ] || return\n", ""],
    ["guard", "[ $by = shell ] || [ $((swept - at)) -gt 50 ] && return\n", "return 0\n"],
  ],
  tests: ["test/guard/on-its-way-out"],
};
