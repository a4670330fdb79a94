// What a printed page is of: its address, and when it was printed, in the foot of each sheet.
const { lang } = document.documentElement;

export function sayWherePrinted() {
  const foot = document.querySelector(".printed");
  if (!foot) return;
  addEventListener("beforeprint", () => {
    const time = new Intl.DateTimeFormat([lang, "nl"], { dateStyle: "long", timeStyle: "short", hourCycle: "h23" }).format(new Date());
    foot.textContent = foot.dataset.printed.replace("{address}", location.href).replace("{time}", time);
    document.documentElement.style.setProperty("--printed", JSON.stringify(foot.textContent));
  });
}
