// The code of a receipt, made on the device as the count is sent: `stemdag.domain.receipt`, and a test holds the
// two equal. It commits to every number, and tells nothing of any to who lacks the random bytes.
const LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUPS = 5;
const GROUP = 4;

// What is hashed. `sent` is {election, municipality, station, version, nonce}, the nonce in hexadecimal; `numbers`
// are whole numbers by mark, null where the form has no such number.
export function text({ election, municipality, station, version, nonce }, numbers) {
  const marks = Object.keys(numbers).filter((mark) => numbers[mark] !== null && numbers[mark] !== undefined);
  return ["stemdag receipt 1", `random ${nonce}`, `election ${election}`, `municipality ${municipality}`, `station ${station}`, `version ${version}`,
    ...marks.sort(inOrder).map((mark) => `${mark} ${numbers[mark]}`)].map((line) => `${line}\n`).join("");
}

export async function code(sent, numbers) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text(sent, numbers))));
  let left = digest.reduce((whole, byte) => whole * 256n + BigInt(byte), 0n);
  const groups = [];
  for (let group = 0; group < GROUPS; group += 1) {
    let letters = "";
    for (let each = 0; each < GROUP; each += 1) {
      letters += LETTERS[Number(left % BigInt(LETTERS.length))];
      left /= BigInt(LETTERS.length);
    }
    groups.push(letters);
  }
  return groups.join("-");
}

// A to J, then list by list E.n, L.n and the candidates, each by its number.
function inOrder(one, other) {
  const [first, second] = [turn(one), turn(other)];
  const at = first.findIndex((each, index) => each !== second[index]);
  return at < 0 ? 0 : first[at] - second[at];
}

function turn(mark) {
  const [letter, list, candidate] = mark.split(".");
  return list === undefined ? [0, letter.charCodeAt(0), 0, 0] : [1, Number(list), "ELc".indexOf(letter), Number(candidate ?? 0)];
}
