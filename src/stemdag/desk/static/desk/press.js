// What a page renews by itself waits while something is pressed: swapped under a finger, a link is never followed.
// The answer that came meanwhile is left, and the next brings what is new.

// Milliseconds. A longer press holds up nothing, nor one whose end the browser does not tell.
const LONGEST = 1_500;
let until = 0;

const begins = () => { until = performance.now() + LONGEST; };
const ends = () => setTimeout(() => { until = 0; });

addEventListener("pointerdown", ({ button }) => button === 0 && begins(), true);
addEventListener("pointerup", ends, true);
addEventListener("pointercancel", ends, true);
addEventListener("keydown", ({ key }) => key === " " && begins(), true);
addEventListener("keyup", ends, true);
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (performance.now() < until) detail.shouldSwap = false;
});
