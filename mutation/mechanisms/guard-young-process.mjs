export default {
  part: "guard",
  does: "a young process is not looked at again before it is asked: it may be leaving the tree",
  patches: [
    [
      "guard",
      '[ $((swept - at)) -le 10 ] || { [ $((swept - at)) -le 50 ] && [ "$by:$of" = grep: ]; }\n',
      "return 1\n",
    ],
  ],
  tests: ["test/guard/on-its-way-out"],
};
