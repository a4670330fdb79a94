// A screen in a hall: its panels one after the other, by themselves. Without script all of them stand there.
const EACH = 12_000;

export function cycle() {
  if (!document.body.classList.contains("screen")) return;
  const next = () => {
    // Counted anew each time: a panel with the first results comes while it is shown.
    const panels = document.querySelectorAll(".panel").length;
    document.body.dataset.turn = (Number(document.body.dataset.turn ?? 0) % panels) + 1;
  };
  next();
  setInterval(next, EACH);
}
