// Counts down to the release moment, by the site's clock.

// The units stand in the page: not every browser knows them in Frisian.
function inWords(seconds, units) {
  const [day, hour, minute, second] = units.split(" ").map((unit) => unit.split("|"));
  const parts = [];
  const say = (value, [one, many]) => parts.push(`${value} ${value === 1 ? one : many}`);
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor(seconds / 3600) % 24;
  const minutes = Math.floor(seconds / 60) % 60;
  if (days) say(days, day);
  if (hours) say(hours, hour);
  if (!days && minutes) say(minutes, minute);
  if (!days && !hours) say(seconds % 60, second);
  return parts.join(" ");
}

/** `ahead`: gives how many milliseconds the site's clock is ahead of this device's. */
export function countDown(ahead) {
  const box = document.querySelector(".countdown");
  // Not there any more once the results are.
  if (!box) return;
  const left = Math.ceil((Date.parse(box.dataset.until) - Date.now() - ahead()) / 1000);
  const text = left > 0 ? box.dataset.left.replace("{time}", inWords(left, box.dataset.units)) : box.dataset.now;
  if (box.textContent !== text) box.textContent = text;
  box.hidden = false;
  setTimeout(() => countDown(ahead), left > 3600 ? 20_000 : 1000);
}
