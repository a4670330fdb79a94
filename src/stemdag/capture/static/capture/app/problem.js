// How a module of the app says no: a code that `texts/` has words for, and what those words may quote.

export class Problem extends Error {
  constructor(code, params = {}) {
    super(code);
    this.code = code;
    this.params = params;
  }
}
