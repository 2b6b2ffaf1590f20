// The fleet page's few conveniences: sorting and filtering the heat map, links that pick a filter, links to a row.
// Without it all can be read, in the order of verdict and points.
(() => {
"use strict";

const byId = id => document.getElementById(id);
const table = byId("rows");
const said = byId("said");
document.documentElement.classList.add("live");
if (!table) return;
const heads = [...table.querySelectorAll("thead th")];
const rows = [...table.querySelectorAll("tbody > tr")];
const blocks = [...table.querySelectorAll("tbody")];
const BLOCK = blocks[0].querySelectorAll("tr").length;
let height = 0;
let waiting = 0;

// `row.cells` would be a list that lives on, and two thousand of those make every move of a row slow.
function cell(row, at) {
  let found = row.firstElementChild;
  for (; at > 0; at--) found = found.nextElementSibling;
  return found;
}

// --- The filter -----------------------------------------------------------------------------------------------------

const columnOf = head => heads.findIndex(one => one.dataset.by === head);
const VERDICT = columnOf("f-v");
const MOVED = columnOf("f-m");

// What each field compares its value with in a row.
const FIELDS = {
  v: row => [cell(row, VERDICT).textContent],
  s: row => [row.dataset.s],
  o: row => ownersOf(row),
  g: row => gatesOf(row),
  m: row => [cell(row, MOVED).textContent],
};
const fields = Object.keys(FIELDS).filter(name => byId("f-" + name));
const kept = Object.fromEntries(fields.map(name => [name, new Map()]));
const texts = new Map();

function ownersOf(row) {
  const owners = [...row.querySelectorAll(".o > bdi")].map(one => "=" + one.textContent);
  return owners.length ? owners : ["-"];
}

const CLOSED = "Closed gates: ";

const factsOf = row => row.querySelector("div").textContent;

function gatesOf(row) {
  const line = factsOf(row).split("\n").find(one => one.startsWith(CLOSED));
  return line ? line.slice(CLOSED.length).split(" ") : [];
}

function once(made, row, make) {
  let found = made.get(row);
  if (found === undefined) made.set(row, found = make(row));
  return found;
}

const textOf = row => once(texts, row, one => one.textContent.toLowerCase());

const valueOf = (name, row) => once(kept[name], row, FIELDS[name]);

function filter() {
  const words = byId("f-text").value.toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = fields.map(name => [name, byId("f-" + name).value]).filter(([, value]) => value);
  let count = 0;
  for (const row of rows) {
    const fits = chosen.every(([name, value]) => valueOf(name, row).includes(value))
      && words.every(word => textOf(row).includes(word));
    if (row.hidden === fits) row.hidden = !fits;
    count += fits;
  }
  layOut();
  const every = rows.length.toLocaleString("en");
  const noun = rows.length === 1 ? "repository" : "repositories";
  byId("shown").textContent = count === rows.length ? `${every} ${noun}` : `${count.toLocaleString("en")} of ${every} ${noun}`;
  byId("f-clear").hidden = !words.length && !chosen.length;
  byId("none").hidden = count > 0;
  byId("map").hidden = count === 0;
  keepState();
}

// How high each block of rows is while it is out of sight: the browser lays out only what is in sight. What grew out of
// sight just now would be laid out once more without need, so it is kept out of that for a frame.
function layOut() {
  const counts = new Map(blocks.map(block => [block, 0]));
  let first = null;
  for (const row of rows) {
    if (row.hidden) continue;
    first ||= row;
    counts.set(row.parentElement, counts.get(row.parentElement) + 1);
  }
  if (first && !height) height = first.querySelector("td").getBoundingClientRect().height + 1;
  let top = 0;
  for (const [block, count] of counts) {
    block.hidden = count === 0;
    if (!height) continue;
    block.style.containIntrinsicHeight = `${Math.round(count * height)}px`;
    block.style.contentVisibility = top > screen.height ? "hidden" : "";
    top += count * height;
  }
  byId("map").scrollTop = 0;
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(() => {
    waiting = requestAnimationFrame(() => blocks.forEach(block => { block.style.contentVisibility = ""; }));
  });
}

function clearFilter() {
  byId("f-text").value = "";
  for (const name of fields) byId("f-" + name).value = "";
  filter();
}

// --- The order ------------------------------------------------------------------------------------------------------

const collator = new Intl.Collator("en", {numeric: true, sensitivity: "base"});
const keys = new Map();
// As the page comes: by verdict, the worst first.
let sorted = {at: VERDICT, falls: false};

function keyOf(at, by) {
  if (by === "low" || by === "high") return row => Number.parseFloat(cell(row, at).textContent.replaceAll(",", ""));
  if (by) {
    const order = [...byId(by).options].map(option => option.value);
    return row => order.indexOf(cell(row, at).textContent);
  }
  return at === 0 ? row => row.querySelector("bdi").textContent : row => cell(row, at).textContent;
}

function keysOf(at) {
  const make = keyOf(at, heads[at].dataset.by || "");
  return once(keys, at, () => new Map(rows.map(row => [row, make(row)])));
}

function sort(at, falls) {
  const found = keysOf(at);
  const sign = falls ? -1 : 1;
  const isEmpty = key => key === "" || Number.isNaN(key);
  const compare = (a, b) => typeof a === "number" ? a - b : collator.compare(a, b);
  const places = new Map(rows.map((row, place) => [row, place]));
  // What has no value comes last in both directions; equals stay in the order of verdict and points.
  const inOrder = [...rows].sort((left, right) => {
    const [a, b] = [found.get(left), found.get(right)];
    if (isEmpty(a) || isEmpty(b)) return isEmpty(a) - isEmpty(b) || places.get(left) - places.get(right);
    return sign * compare(a, b) || places.get(left) - places.get(right);
  });
  // Many at once: moved one by one, two thousand rows take seconds.
  for (const block of blocks) block.replaceChildren();
  blocks.forEach((block, number) => block.append(...inOrder.slice(number * BLOCK, (number + 1) * BLOCK)));
  layOut();
  for (const head of heads) head.removeAttribute("aria-sort");
  heads[at].setAttribute("aria-sort", falls ? "descending" : "ascending");
  sorted = {at, falls};
  keepState();
}

function addButton(head, at) {
  if (head.dataset.by === "") return;
  const button = document.createElement("button");
  button.type = "button";
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener("click", () => {
    const falls = sorted.at === at ? !sorted.falls : head.dataset.by === "high";
    sort(at, falls);
    said.textContent = `Sorted by ${button.textContent.trim()}, ${falls ? "descending" : "ascending"}`;
  });
}

// --- What is shown stands in the address, so that it can be sent ----------------------------------------------------

const SHOW = "#show:";
let isReady = false;

function keepState() {
  if (!isReady) return;
  const state = new URLSearchParams();
  if (byId("f-text").value) state.set("q", byId("f-text").value);
  for (const name of fields) if (byId("f-" + name).value) state.set(name, byId("f-" + name).value);
  if (sorted.at !== VERDICT || sorted.falls) state.set("by", (sorted.falls ? "-" : "") + sorted.at);
  const wanted = state.size ? SHOW + state : location.hash.startsWith(SHOW) ? "#repositories" : location.hash;
  if (wanted !== location.hash) history.replaceState(null, "", wanted);
}

function readState() {
  const state = new URLSearchParams(location.hash.slice(SHOW.length));
  isReady = false;
  byId("f-text").value = state.get("q") || "";
  for (const name of fields) byId("f-" + name).value = state.get(name) || "";
  for (const name of fields) if (byId("f-" + name).selectedIndex < 0) byId("f-" + name).value = "";
  filter();
  const by = state.get("by") || "";
  const at = Math.abs(Number.parseInt(by, 10));
  if (at in heads && heads[at].dataset.by !== "") sort(at, by.startsWith("-"));
  isReady = true;
  byId("repositories").scrollIntoView();
}

// --- Links ----------------------------------------------------------------------------------------------------------

function follow() {
  if (location.hash.startsWith(SHOW)) return readState();
  let name = "";
  try {
    name = decodeURIComponent(location.hash.slice(1));
  } catch {
    return;
  }
  const target = name && byId(name);
  if (!target) return;
  for (let one = target.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
  if (!blocks.includes(target.parentElement)) return target.scrollIntoView();
  if (target.hidden) clearFilter();
  const details = target.querySelector("details");
  details.open = true;
  byId("map").scrollIntoView({block: "nearest"});
  const map = byId("map");
  const bring = () => {
    map.scrollTop += target.getBoundingClientRect().top - map.getBoundingClientRect().top - table.tHead.offsetHeight;
  };
  bring();
  details.querySelector("summary").focus({preventScroll: true});
  // Rows that were out of sight have their true height only now.
  requestAnimationFrame(bring);
}

// A link with `data-pick="v=blocked"` shows what it counts.
function pick(event) {
  const link = event.target.closest("a[data-pick]");
  if (!link) return;
  const [name, ...value] = link.dataset.pick.split("=");
  byId("f-text").value = "";
  for (const other of fields) byId("f-" + other).value = other === name ? value.join("=") : "";
  filter();
  event.preventDefault();
  byId("repositories").scrollIntoView();
  byId("map").focus({preventScroll: true});
}

// The facts of a row stand in it as lines of text, which cost little. Once somebody looks they become a list, with the
// titles of the gates and links to their rules.
function explain(row) {
  const name = row.querySelector("th");
  if (name.hasAttribute("aria-label")) return;
  // What the filter looks at is read before more words come.
  textOf(row);
  if (fields.includes("g")) valueOf("g", row);
  const facts = row.querySelector("div");
  const lines = factsOf(row).split("\n");
  name.setAttribute("aria-label", name.querySelector("bdi").textContent);
  facts.replaceChildren(...lines.map(line => {
    const at = line.indexOf(": ");
    const made = document.createElement("p");
    const heading = document.createElement("b");
    const words = document.createElement("span");
    heading.textContent = line.slice(0, at);
    if (heading.textContent.endsWith(" gates")) {
      made.className = "gates-of";
      words.append(...line.slice(at + 2).split(" ").map(gate));
    } else words.textContent = line.slice(at + 2);
    made.append(heading, " ", words);
    return made;
  }));
}

function gate(id) {
  const item = document.createElement("span");
  const rule = byId("rule-" + id);
  item.className = "gate-line";
  if (!rule) {
    item.textContent = id;
    return item;
  }
  const link = document.createElement("a");
  link.href = "#rule-" + id;
  link.textContent = id;
  item.append(link, " " + rule.querySelector("bdi").textContent);
  return item;
}

// --- Start ----------------------------------------------------------------------------------------------------------

heads.forEach(addButton);
byId("f-text").addEventListener("input", filter);
for (const name of fields) byId("f-" + name).addEventListener("change", filter);
byId("f-clear").addEventListener("click", () => { clearFilter(); byId("f-text").focus(); });
document.addEventListener("click", pick);
table.addEventListener("toggle", event => { if (event.target.open) explain(event.target.closest("tr")); }, true);
addEventListener("hashchange", follow);
isReady = true;
follow();
})();
