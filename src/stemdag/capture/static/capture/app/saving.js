// Keeps what changes at every key: one writing at a time, of what stands there then.

// `write` makes one writing, `told` hears "keeping", "kept" or "failed". `after` resolves once nothing is left to do.
export function saving(write, told) {
  let dirty = false;
  let busy = null;

  async function save() {
    try {
      while (dirty) {
        dirty = false;
        await write();
      }
      told("kept");
    } catch (error) {
      reportError(error);
      told("failed");
    }
    busy = null;
  }

  return {
    soon() {
      dirty = true;
      told("keeping");
      busy ??= save();
    },
    after: async () => busy,
  };
}
