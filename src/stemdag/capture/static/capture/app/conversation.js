// What of the conversation is read: by the office, and on this device.

// Messages of the office that this device has not shown yet.
export const unread = (day) => day.messages.filter((each) => !each.mine && each.entry !== null && !day.read.includes(each.entry));

// When the office read one of ours; null where it has not yet.
export const readByOffice = (day, { entry }) => (entry === null ? null : (day.seen.find((each) => each.upto >= entry)?.time ?? null));

// The office asks to look at this version again: {version, reason, time}, or null.
export const handedBack = (day) => (day.returned && day.returned.version === day.version ? day.returned : null);
