// Read an answers file: JSON, what this form wrote, and the YAML that people and tools write by hand.
// Anchors, tags and several documents are refused by name rather than read wrongly.

const SPACES = /^[ \t]*/;

function readAnswersText(text) {
  const clean = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  if (/^\s*\{/.test(clean)) {
    try {
      return JSON.parse(clean);
    } catch (error) {
      // A mapping in braces may still be YAML.
    }
  }
  return new YamlReader(clean).document();
}

class YamlReader {
  constructor(text) {
    this.lines = text.split("\n");
    this.row = 0;
  }

  fail(message) {
    throw new Error(`line ${Math.min(this.row + 1, this.lines.length)}: ${message}`);
  }

  document() {
    this.skipEmpty();
    if (/^---(\s|$)/.test(this.line())) {
      this.row += 1;
      this.skipEmpty();
    }
    if (this.done()) return null;
    const value = this.block(this.indent(), -1);
    this.skipEmpty();
    if (/^(---|\.\.\.)\s*$/.test(this.line())) this.fail("a second document starts here");
    if (!this.done()) this.fail("this stands too far to the left or right");
    return value;
  }

  done() {
    return this.row >= this.lines.length;
  }

  line() {
    return this.lines[this.row] || "";
  }

  indent() {
    const spaces = SPACES.exec(this.line())[0];
    if (spaces.includes("\t")) this.fail("is indented with a tab; use spaces");
    return spaces.length;
  }

  skipEmpty() {
    while (!this.done() && /^\s*(#.*)?$/.test(this.line())) this.row += 1;
  }

  // A mapping, a list or a value that starts at `column` of the present line.
  block(column, outer) {
    if (column > 120) this.fail("is nested too deeply");
    const rest = this.line().slice(column);
    if (/^-(\s|$)/.test(rest)) return this.list(column);
    if (this.keyAt(rest)) return this.mapping(column);
    return this.value(rest, outer);
  }

  // [key, text after the colon] where `rest` starts a mapping, else null.
  keyAt(rest) {
    const found =
      /^"([^"\\]*(?:\\.[^"\\]*)*)"\s*:(?:\s+(.*)|$)/.exec(rest) ||
      /^'((?:[^']|'')*)'\s*:(?:\s+(.*)|$)/.exec(rest) ||
      /^([^\s"'[\]{}#&*!|>%@`,?-](?:[^:#]|:(?=\S)|(?<=\S)#)*?|-[^\s:]+)\s*:(?:\s+(.*)|$)/.exec(rest);
    if (!found) return null;
    const key = rest[0] === '"' ? this.unescaped(found[1]) : rest[0] === "'" ? found[1].replace(/''/g, "'") : found[1];
    return [key, found[2] || ""];
  }

  mapping(column) {
    const result = Object.create(null);
    for (;;) {
      this.skipEmpty();
      if (this.done() || this.indent() !== column) break;
      const pair = this.keyAt(this.line().slice(column));
      if (!pair) break;
      const [key, rest] = pair;
      if (key in result) this.fail(`the key "${key}" stands here a second time`);
      result[key] = this.after(rest, column, true);
    }
    if (!this.done() && this.indent() > column) this.fail("stands too far to the right");
    return result;
  }

  list(column) {
    const result = [];
    for (;;) {
      this.skipEmpty();
      if (this.done() || this.indent() !== column || !/^-(\s|$)/.test(this.line().slice(column))) break;
      const line = this.line();
      const start = column + 1 + SPACES.exec(line.slice(column + 1))[0].length;
      const rest = line.slice(start);
      if (rest && rest[0] !== "#" && (this.keyAt(rest) || /^-(\s|$)/.test(rest))) {
        this.lines[this.row] = " ".repeat(start) + rest;
        result.push(this.block(start, column));
      } else {
        result.push(this.after(rest, column, false));
      }
    }
    return result;
  }

  // The value behind `key:` or `- `: on the same line, or in the block below.
  after(rest, column, isKey) {
    if (rest && rest[0] !== "#") return this.value(rest, column);
    this.row += 1;
    this.skipEmpty();
    if (this.done()) return null;
    const below = this.indent();
    if (below > column || (isKey && below === column && /^-(\s|$)/.test(this.line().slice(column)))) {
      return this.block(below, column);
    }
    return null;
  }

  value(rest, outer) {
    if (/^[|>]/.test(rest)) return this.literal(rest, outer);
    if (/^[&*!]/.test(rest)) this.fail(`starts with "${rest[0]}", which this page does not read`);
    if (/^["'[{]/.test(rest)) return this.flow(rest);
    return this.plainText(rest, outer);
  }

  plainText(rest, outer) {
    let text = withoutComment(rest);
    let commented = text.length < rest.trimEnd().length;
    let breaks = 0;
    for (this.row += 1; !this.done() && !commented; this.row += 1) {
      const line = this.line();
      if (!line.trim()) {
        breaks += 1;
        continue;
      }
      if (this.indent() <= outer || /^\s*#/.test(line)) break;
      const more = withoutComment(line.trim());
      commented = more.length < line.trim().length;
      if (this.keyAt(line.trim())) this.fail("stands too far to the right");
      text += (breaks ? "\n".repeat(breaks) : " ") + more;
      breaks = 0;
    }
    return plainValue(text);
  }

  // `|` keeps line ends, `>` folds them; `-` drops those at the end, `+` keeps them all.
  literal(head, outer) {
    const form = /^([|>])([-+]?)([1-9]?)([-+]?)\s*(#.*)?$/.exec(head);
    if (!form) this.fail("is not a block of text");
    const [, style, first, width, second] = form;
    const rows = [];
    let column = width ? Math.max(outer, 0) + Number(width) : -1;
    for (this.row += 1; !this.done(); this.row += 1) {
      const line = this.line();
      if (line.trim() && column < 0) column = this.indent();
      if (line.trim() && (column <= outer || SPACES.exec(line)[0].length < column)) break;
      rows.push(column < 0 ? "" : line.slice(column));
    }
    let end = rows.length;
    while (end && !rows[end - 1]) end -= 1;
    const body = style === "|" ? rows.slice(0, end).join("\n") : folded(rows.slice(0, end));
    const chomp = first || second;
    if (chomp === "-" || !body) return body;
    // Behind the last line end of the file stands no line.
    const empty = Math.max(0, rows.length - end - (this.done() ? 1 : 0));
    return body + "\n".repeat(chomp === "+" ? empty + 1 : 1);
  }

  // A quoted text, list or mapping in brackets; it may go on over several lines.
  flow(rest) {
    const flow = new FlowReader(this, rest);
    const value = flow.item(0);
    flow.spaces();
    if (flow.at < flow.text.length) this.fail("something stands behind the end of a value");
    this.row += 1;
    return value;
  }

  unescaped(text) {
    const short = { 0: "\0", a: "\x07", b: "\b", t: "\t", n: "\n", v: "\v", f: "\f", r: "\r", e: "\x1b", N: "\x85", _: "\xa0", L: "\u2028", P: "\u2029" };
    return text.replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^])/g, (_, code) => {
      if (code.length > 1) return codePoint(parseInt(code.slice(1), 16));
      if (/[ "\\/\t]/.test(code)) return code;
      return code in short ? short[code] : this.fail(`"\\${code}" is no escape`);
    });
  }
}
