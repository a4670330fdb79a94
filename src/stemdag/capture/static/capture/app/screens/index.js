// The screens: the steps of the day in their order, what stands beside them, and each by the name in the address.
import * as bring from "./bring.js";
import * as closing from "./closing.js";
import * as codes from "./codes.js";
import * as count from "./count.js";
import * as events from "./events.js";
import * as home from "./home.js";
import * as manuals from "./manuals.js";
import * as office from "./office.js";
import * as opening from "./opening.js";
import * as outbox from "./outbox.js";
import * as packing from "./packing.js";
import * as passes from "./passes.js";
import * as photo from "./photo.js";
import * as present from "./present.js";
import * as results from "./results.js";
import * as stock from "./stock.js";
import * as turnout from "./turnout.js";

export const STEPS = [opening, present, passes, turnout, closing, count, packing];
export const BESIDE = [office, stock, events, manuals, photo, results, outbox];
// Reached from another screen only.
const WITHIN = [bring, codes];
export const SCREENS = Object.fromEntries([home, ...STEPS, ...BESIDE, ...WITHIN].map((each) => [each.name, each]));
