// The screens, by the name in the address.
export { count } from "./count.js";
export { home, opening, turnout } from "./day.js";
export { office, outbox } from "./office.js";
