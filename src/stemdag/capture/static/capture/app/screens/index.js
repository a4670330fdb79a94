// The screens: the steps of the day in their order, what stands beside them, and each by the name in the address.
import * as count from "./count.js";
import * as home from "./home.js";
import * as office from "./office.js";
import * as opening from "./opening.js";
import * as outbox from "./outbox.js";
import * as turnout from "./turnout.js";

export const STEPS = [opening, turnout, count];
export const BESIDE = [office, outbox];
export const SCREENS = Object.fromEntries([home, ...STEPS, ...BESIDE].map((each) => [each.name, each]));
