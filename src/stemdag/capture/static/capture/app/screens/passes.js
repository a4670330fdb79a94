// Passes at the table: type or scan a number, hear at once what it is, and who decides.
import { button, h, message, next } from "../dom.js";
import { ask, judged, look, takeBack, takeIn } from "../handing.js";
import { toLookAt } from "../pass_book.js";
import { complete } from "../passes.js";
import { clock, number, t } from "../texts.js";
import { camera } from "./passes_camera.js";
import { lastScans, lookButtons, used } from "./passes_lists.js";
import { words } from "./passes_words.js";

// So long the register may take before it is called slow, and the chair may decide.
const SLOW = 3_000;
const LETTERS = ["poll_card", "proxy", "voter_card"];

const total = ({ passes }) => passes.poll_cards + passes.proxies + passes.voter_cards;
const looks = (device) => toLookAt(device.day.handed, device.flow.table.at(device.election.id).confirmed);
const open = (device) => looks(device).filter((each) => !each.decided);

export const name = "passes";
export const shown = (device) => device.tailoring.scanning;
export const locked = (device) => device.beforeOpening() || (device.election.station.must_open && !device.day.opened);
export const done = (device) => total(device.day) > 0 && (Boolean(device.day.closed) || device.notCounting() === null);
export const figure = (device) => total(device.day) > 0;
export const act = () => t("passes.begin");

export function line(device) {
  if (locked(device)) return t("passes.locked");
  const twice = open(device).length;
  const said = total(device.day) ? t("passes.total", { n: total(device.day), number: number(total(device.day)) }) : t("passes.none");
  return twice ? `${said} · ${t("passes.look.line", { n: twice })}` : said;
}

export function screen(device) {
  const { election } = device;
  const title = t("frame.to.passes");
  const heading = h("h1", {}, title);
  if (!election.passes) return { title, content: [heading, message("info", t("passes.destroyed"), t("passes.destroyed.do"))] };
  if (locked(device)) return { title, content: [heading, ...whyLocked(device)] };

  const kinds = LETTERS.filter((kind) => kind !== "voter_card" || election.voter_cards);
  let kind = kinds[0];
  // A pass that waits for the register or the chair: nothing else is read before it is done with.
  let pending = null;
  // The passes before this one, as they are judged.
  let turn = Promise.resolve();
  let undoing = null;
  // The pass of which the verdict speaks.
  let spoken = null;

  const tally = h("ul", { class: "tally" });
  const verdict = h("div", { class: "verdict", id: "verdict", "aria-live": "assertive", data: { verdict: "idle" } });
  const voter = h("section", { class: "voter", "aria-label": t("passes.voter") });
  const twice = h("section", {});
  const last = h("section", {});
  const input = h("input", { id: "number", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", enterkeyhint: "done", maxlength: "60", "aria-describedby": "verdict" });
  const choice = h("div", { class: "kinds", role: "radiogroup", "aria-label": t("passes.kind") },
    ...kinds.map((each) => h("label", {},
      h("input", { type: "radio", name: "kind", id: `kind-${each}`, value: each, on: { change: () => { kind = each; input.focus(); } } }),
      h("span", {}, t(`passes.kind.${each}`)))));

  function choose(wanted) {
    kind = wanted;
    choice.querySelector(`#kind-${wanted}`).checked = true;
  }

  function say({ state, title: big, text, extra }, ...actions) {
    verdict.dataset.verdict = state;
    verdict.replaceChildren(...[h("p", { class: "verdict__word" }, big), text ? h("p", {}, text) : null, extra ? h("p", {}, extra) : null,
      actions.length ? h("div", { class: "actions" }, ...actions) : null].filter(Boolean));
  }

  // One after the other, each as the kind that was chosen for it: the next may be read before this one is judged.
  function handle(text) {
    if (pending) return say(words("waiting", pending, device), ...choices(pending));
    const as = kind;
    choose(kinds[0]);
    turn = turn.then(() => take(text, as));
    return turn;
  }

  async function take(text, as) {
    spoken = null;
    if (pending) return say(words("waiting", pending, device), ...choices(pending));
    try {
      await follow(await look(device, text, as));
    } catch (error) {
      if (!error.code?.startsWith("pass.")) return failed(error);
      // It can be tried once more as what it is, but for a third proxy.
      if (error.code !== "pass.proxies") choose(as);
      say({ state: "problem", title: t("passes.problem"), text: t(error.code, named(device, error.params)) });
    }
  }

  // What a judgement asks for: counting, nothing, the register, or the chair.
  async function follow(judgement) {
    if (judgement.step === "nothing") return say(words("again", judgement, device));
    if (judgement.step === "count") return admit(judgement);
    pending = judgement;
    if (judgement.verdict !== "perhaps_invalid") return say(words(judgement.verdict, judgement, device), ...choices(judgement));
    // Not waited for: the chair may decide first, and the next pass goes on then.
    consult(judgement).catch(failed);
  }

  async function consult(judgement) {
    say(words("checking", judgement, device));
    const slow = setTimeout(() => pending === judgement && say(words("slow", judgement, device), ...choices(judgement)), SLOW);
    const answered = await ask(device, judgement);
    clearTimeout(slow);
    // The chair may have decided meanwhile.
    if (pending !== judgement) return;
    if (!answered) return say(words(device.link.state === "online" ? "slow" : "unreached", judgement, device), ...choices(judgement));
    pending = null;
    await follow(judged(device, judgement.print, judgement.kind));
  }

  async function admit(judgement, decided = null) {
    try {
      await takeIn(device, judgement, decided);
    } catch (error) {
      return failed(error);
    }
    pending = null;
    say(words(decided ?? "accepted", judgement, device));
    spoken = decided === "refused" ? null : judgement.print;
  }

  function choices(judgement) {
    const decide = (decided) => async () => {
      await admit(judgement, decided);
      input.value = "";
      input.focus();
    };
    const stop = judgement.verdict === "invalid";
    return [
      button(t("passes.refuse"), decide("refused"), stop ? "primary" : "secondary"),
      button(t(stop ? "passes.admit.all_the_same" : "passes.admit"), decide("admitted"), "secondary"),
    ];
  }

  function failed(error) {
    pending = null;
    reportError(error);
    say({ state: "stop", title: t("day.store.failed"), text: t("day.store.failed.do") });
  }

  async function nextVoter() {
    const { visit } = device.flow.table.at(election.id);
    if (visit.proxies.length && !complete(visit) && voter.dataset.sure !== visit.name) {
      voter.dataset.sure = visit.name;
      return drawVoter(true);
    }
    await device.flow.table.nextVoter(election.id);
    choose(kinds[0]);
    say(words("idle"));
    drawVoter();
    input.focus();
  }

  function drawVoter(asked = false) {
    const { visit } = device.flow.table.at(election.id);
    const has = [...(visit.own ? [t(`passes.kind.${visit.ownKind}`)] : []), ...visit.proxies.map((_, turn) => t("passes.proxy.of", { n: turn + 1 }))];
    voter.replaceChildren(...[
      h("div", { class: "voter__has" }, h("h2", {}, t("passes.voter")), h("p", {}, has.length ? has.join(" + ") : t("passes.voter.none"))),
      asked ? message("warning", t("passes.voter.no_own"), t("passes.voter.no_own.do")) : null,
      has.length ? button(t("passes.next"), nextVoter, "secondary") : null,
    ].filter(Boolean));
  }

  function drawTally() {
    const { passes } = device.day;
    const part = (kind, field) => h("li", {}, h("b", {}, number(passes[field])), h("span", {}, t(`passes.tally.${kind}`)));
    tally.replaceChildren(part("poll_card", "poll_cards"), part("proxy", "proxies"), ...(election.voter_cards ? [part("voter_card", "voter_cards")] : []));
  }

  const back = async (row, reason) => {
    await takeBack(device, row, reason);
    undoing = null;
    drawLast();
    say(words("undone", row, device));
    redraw();
  };

  function redraw() {
    drawTally();
    drawVoter();
    used(twice, device, looks(device), back);
    // What the office knows of the pass that was just taken in comes a moment later.
    const late = open(device).find(({ row }) => row.fingerprint === spoken);
    if (late) {
      spoken = null;
      say(words(late.why, { elsewhere: late.other, reason: late.reason }, device), ...lookButtons(device, late, back));
    }
    // While a reason is being given the list stays as it is.
    if (!last.querySelector("form")?.contains(document.activeElement)) drawLast();
  }

  function drawLast() {
    const pick = (row) => {
      undoing = row;
      drawLast();
      (row ? last.querySelector("input") : input).focus();
    };
    lastScans(last, device, { undoing, pick, back });
  }

  async function send(event) {
    event.preventDefault();
    const typed = input.value;
    await handle(typed);
    // What was typed meanwhile is the next one.
    if (!pending && input.value === typed) input.value = "";
    if (input.value === typed || !input.value) input.select();
  }

  choose(kind);
  say(words("idle"));
  redraw();
  const content = [
    heading,
    device.day.closed ? message("info", t("passes.closed", { time: clock(device.day.closed, device.zone) }), t("passes.closed.do")) : null,
    device.flow.register.has(election.id) ? null : message("info", t("passes.no_register"), t("passes.no_register.do")),
    tally,
    verdict,
    h("form", { class: "pass-form", novalidate: true, on: { submit: send } },
      choice,
      h("div", { class: "field" }, h("label", { for: "number" }, t("passes.number")), h("div", { class: "pass-form__line" }, input, h("button", { type: "submit", class: "nl-button nl-button--primary" }, t("passes.enter")))),
      camera((text) => handle(text))),
    voter,
    twice,
    last,
  ];
  return { title, content: content.filter(Boolean), redraw };
}

function whyLocked(device) {
  const [first] = device.election.station.hours;
  if (device.beforeOpening()) return [message("info", t("passes.early", { time: clock(first[0], device.zone) }), t("passes.early.do"))];
  return [message("info", t("passes.unopened")), next("opening", t("day.to_opening"))];
}

// An election by its name, for the words of a refusal.
const named = (device, params) =>
  params.election ? { ...params, election: device.pack.elections.find((each) => each.id === params.election)?.name ?? params.election } : params;
