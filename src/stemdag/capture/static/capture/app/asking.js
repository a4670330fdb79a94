// Whether the office waits for a turnout of this station: at a set hour, where it follows from no scans.
import { askedFor, scansLittle } from "./hours.js";

// The moment of the set hour that is asked for; null where none is.
export function asked(device) {
  const { day, election, tailoring } = device;
  if (day.version || (election.station.must_open && !day.opened)) return null;
  if (tailoring.scanning && !scansLittle(day.passes, day.turnout)) return null;
  const reports = day.turnout.map((each) => each.time);
  return askedFor(tailoring.turnout_hours, election.station.hours, reports, device.now(), device.zone);
}
