// The steps of the day as they stand. A step is a screen's module; besides `name` and `screen` it has:
//
// `line(device)` how it stands, `act(device)` what its button says, `done(device)`, and where it needs them
// `shown(device)` whether this station has it, `locked(device)` whether it has to wait, `figure(device)` whether its
// line is a figure, `hand(device)` whether its line asks for something now.

export const shown = (device, all) => all.filter((step) => step.shown?.(device) ?? true);

// The steps with their states: "done", "locked", "now" for the first that is neither, "todo" for those after it.
export function standing(device, all) {
  const states = shown(device, all).map((step) => [step, step.done(device) ? "done" : step.locked?.(device) ? "locked" : "todo"]);
  const now = states.find(([, state]) => state === "todo");
  if (now) now[1] = "now";
  return states;
}
