// The report's few conveniences: the filter, links that open their rule, and copying them. Without it all can be read.
(() => {
"use strict";

const root = document.documentElement;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const byId = id => document.getElementById(id);
const rules = all("details.rule");
const groups = all(".group");
const said = byId("said");

// --- The filter -----------------------------------------------------------------------------------------------------

// What each field looks at in a row, and what stands between its words there.
const FIELDS = {s: " ", p: "\n", v: " ", a: " ", o: "\n"};
const texts = new Map();
for (const rule of rules) {
  rule.dataset.p = rule.closest(".group").dataset.p;
  rule.dataset.v = rule.querySelector(".v").className;
}

function textOf(rule) {
  if (!texts.has(rule)) texts.set(rule, rule.textContent.toLowerCase());
  return texts.get(rule);
}

function wanted() {
  const chosen = {};
  for (const name of Object.keys(FIELDS)) {
    const field = byId("f-" + name);
    if (field && field.value) chosen[name] = field.value;
  }
  return chosen;
}

function filter() {
  const words = byId("f-text").value.toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = Object.entries(wanted());
  let count = 0;
  for (const rule of rules) {
    const fits = chosen.every(([name, value]) => (rule.dataset[name] || "").split(FIELDS[name]).includes(value))
      && words.every(word => textOf(rule).includes(word));
    rule.hidden = !fits;
    count += fits;
  }
  for (const group of groups) {
    const shown = all("details.rule:not([hidden])", group).length;
    const number = group.querySelector("h3 .n");
    group.hidden = !shown;
    number.textContent = String(shown) === number.dataset.all ? shown : `${shown} of ${number.dataset.all}`;
  }
  const isWhole = count === rules.length;
  byId("shown").textContent = isWhole ? `${count} rules` : `${count} of ${rules.length} rules`;
  byId("f-clear").hidden = isWhole && !words.length && !chosen.length;
  tellOpen();
}

function clearFilter() {
  byId("f-text").value = "";
  for (const name of Object.keys(FIELDS)) if (byId("f-" + name)) byId("f-" + name).value = "";
  filter();
}

// --- Opening --------------------------------------------------------------------------------------------------------

const shownRules = () => rules.filter(rule => !rule.hidden);

const areOpen = () => shownRules().length > 0 && shownRules().every(rule => rule.open);

function tellOpen() {
  byId("f-open").textContent = areOpen() ? "Close all shown" : "Open all shown";
}

function openShown() {
  const open = !areOpen();
  for (const rule of shownRules()) rule.open = open;
  tellOpen();
}

function follow() {
  let name = "";
  try {
    name = decodeURIComponent(location.hash.slice(1));
  } catch {
    return;
  }
  const target = name && byId(name);
  if (!target) return;
  const rule = target.closest("details.rule");
  if (rule && rule.hidden) clearFilter();
  for (let one = target.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
  if (rule) rule.querySelector("summary").focus({preventScroll: true});
  target.scrollIntoView();
  // Rows that were out of sight have their true height only now.
  requestAnimationFrame(() => target.scrollIntoView());
}

// --- Copying a link -------------------------------------------------------------------------------------------------

function copied(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done ? Promise.resolve() : Promise.reject(new Error("not copied"));
}

function addLink(rule) {
  if (!rule.open || rule.querySelector(".link")) return;
  const body = rule.querySelector("dl");
  const row = document.createElement("div");
  const name = document.createElement("dt");
  const cell = document.createElement("dd");
  const code = document.createElement("code");
  row.className = "link-row";
  name.textContent = "Link";
  code.textContent = "#" + body.id;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link quiet";
  button.textContent = "Copy link";
  button.addEventListener("click", () => {
    const link = location.href.split("#")[0] + "#" + body.id;
    copied(link).then(
      () => { button.textContent = "Link copied"; said.textContent = "Link copied"; },
      () => { location.hash = body.id; said.textContent = "The link stands in the address bar"; },
    );
  });
  cell.append(code, button);
  row.append(name, cell);
  body.append(row);
}

// --- Start ----------------------------------------------------------------------------------------------------------

let looking = 0;
root.classList.add("live");
byId("f-text").addEventListener("input", filter);
for (const name of Object.keys(FIELDS)) if (byId("f-" + name)) byId("f-" + name).addEventListener("change", filter);
byId("f-clear").addEventListener("click", () => { clearFilter(); byId("f-text").focus(); });
byId("f-open").addEventListener("click", openShown);
byId("rules").addEventListener("toggle", event => {
  if (!event.target.matches("details.rule")) return;
  addLink(event.target);
  // Many may open at once: one look for all of them.
  cancelAnimationFrame(looking);
  looking = requestAnimationFrame(tellOpen);
}, true);
addEventListener("hashchange", follow);
filter();
follow();
})();
