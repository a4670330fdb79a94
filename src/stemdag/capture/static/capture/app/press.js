// News waits while something is pressed: drawn anew under a finger, a button never hears that it was pressed.

// Milliseconds. A longer press holds up nothing, nor one whose end the browser does not tell.
const LONGEST = 1_500;

// `act` as a function that runs at once, or once after the press that is going on.
export function afterPress(act) {
  let press = 0;
  let waits = false;

  function over() {
    press = 0;
    if (!waits) return;
    waits = false;
    act();
  }

  const lasts = (milliseconds) => {
    clearTimeout(press);
    press = setTimeout(over, milliseconds);
  };
  // What was pressed hears of it right after the end; then the turn of the news comes.
  const ends = () => press && lasts(0);
  addEventListener("pointerdown", ({ button }) => button === 0 && lasts(LONGEST), true);
  addEventListener("pointerup", ends, true);
  addEventListener("pointercancel", ends, true);
  addEventListener("keydown", ({ key }) => key === " " && lasts(LONGEST), true);
  addEventListener("keyup", ends, true);

  return () => {
    if (press) waits = true;
    else act();
  };
}
