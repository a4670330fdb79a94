// Slips of the pen: `stemdag.domain.slips` on the device.

// How a number was probably written down wrong: the slip of one digit, or of two neighbouring ones, that turns
// `expected` into `stated`, by its name in the texts; else null.
export function slip(stated, expected) {
  const wrong = String(stated);
  const right = String(expected);
  if (wrong.length === right.length) return swapped(wrong, right) ? "swapped" : null;
  if (wrong.length === right.length - 1 && withoutADigit(right, wrong)) return "dropped";
  if (wrong.length === right.length + 1 && withoutADigit(wrong, right)) return "extra";
  return null;
}

function swapped(wrong, right) {
  const differ = [...right].flatMap((digit, at) => (digit === wrong[at] ? [] : [at]));
  const [one, other] = differ;
  if (differ.length !== 2 || other !== one + 1) return false;
  return wrong[one] === right[other] && wrong[other] === right[one];
}

function withoutADigit(longer, shorter) {
  // A lone 0 is an empty field, not a number that lost a digit.
  const without = (at) => longer.slice(0, at) + longer.slice(at + 1);
  return shorter !== "0" && [...longer].some((_, at) => without(at) === shorter);
}
