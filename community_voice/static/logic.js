// Rules of a survey, evaluated as community_voice/instruments/logic/evaluate.py says.
(function () {
  "use strict";
  var NUMERIC = /^[ \t\r\n]*-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[ \t\r\n]*$/;
  var LONGEST = 20000;
  var SPACES = " \\t\\n\\r\\f\\v";

  function settle(value) {
    if (typeof value === "string" || typeof value === "boolean") return value;
    if (typeof value === "number") return finite(value);
    if (!Array.isArray(value)) return null;
    return value.reduce((all, one) => all.concat(members(settle(one))), []);
  }

  function members(value) {
    if (Array.isArray(value)) return value;
    return value === null || value === "" ? [] : [value];
  }

  // Adding 0 takes the sign from a negative zero.
  function finite(number) {
    return isFinite(number) ? number + 0 : null;
  }

  function single(value) {
    return Array.isArray(value) && value.length === 1 ? value[0] : value;
  }

  function toNumber(value) {
    value = single(value);
    if (typeof value === "string") return NUMERIC.test(value) ? finite(Number(value)) : null;
    return typeof value === "number" || typeof value === "boolean" ? finite(Number(value)) : null;
  }

  function plainNumber(number) {
    var parts = /^(-?)(\d+)\.?(\d*)e(.+)$/.exec(number);
    if (!parts) return String(number);
    var shift = Number(parts[4]), digits = parts[2] + parts[3];
    return parts[1] + (shift < 0
      ? "0." + "0".repeat(-shift - 1) + digits
      : digits + "0".repeat(shift - parts[3].length));
  }

  function asText(value) {
    value = settle(value);
    if (Array.isArray(value)) return value.map(asText).join(" ");
    if (typeof value === "number") return plainNumber(value);
    return value === null ? "" : String(value);
  }

  function truth(value) {
    value = settle(value);
    return Array.isArray(value) ? value.length > 0 : Boolean(value);
  }

  function equal(left, right) {
    left = single(left);
    right = single(right);
    if (typeof left !== "string" || typeof right !== "string") {
      var first = toNumber(left), second = toNumber(right);
      if (first !== null && second !== null) return first === second;
    }
    return asText(left) === asText(right);
  }

  function sign(left, right) {
    return left > right ? 1 : left < right ? -1 : 0;
  }

  // Texts are compared by code point; JavaScript's own < goes by half characters.
  function order(left, right) {
    left = single(left);
    right = single(right);
    var first = toNumber(left), second = toNumber(right);
    if (first !== null && second !== null) return sign(first, second);
    if (typeof left !== "string" || typeof right !== "string" || !left || !right) return null;
    var a = Array.from(left), b = Array.from(right), at = 0;
    while (at < a.length && a[at] === b[at]) at += 1;
    if (at === a.length || at === b.length) return sign(a.length, b.length);
    return sign(a[at].codePointAt(0), b[at].codePointAt(0));
  }

  function numeric(work) {
    return (...args) => {
      var numbers = args.map(toNumber);
      if (numbers.indexOf(null) >= 0) return null;
      return finite(work(...numbers));
    };
  }

  function numbersOf(args) {
    return args.reduce((all, arg) => all.concat(members(arg).map(toNumber)), [])
      .filter((number) => number !== null);
  }

  function add(...numbers) {
    return numbers.reduce((total, number) => total + number, 0);
  }

  function round(number, digits) {
    var places = Math.max(-12, Math.min(12, Math.trunc(digits || 0)));
    var whole = Number(plainNumber(Math.abs(number)) + "e" + places);
    if (whole >= 1e15) return number;
    var rounded = Number(Math.floor(whole + 0.5) + "e" + -places);
    return number < 0 ? -rounded : rounded;
  }

  function concat(...args) {
    var text = args.map(asText).join("");
    return text.length > LONGEST && Array.from(text).length > LONGEST ? null : text;
  }

  function matches(text, pattern) {
    var inClass = false;
    var source = pattern.replace(/\\[^]|[[\]]/g, (mark) => {
      if (mark.length === 1) inClass = mark === "[";
      if (mark === "\\s") return inClass ? SPACES : "[" + SPACES + "]";
      return mark === "\\S" ? "[^" + SPACES + "]" : mark;
    });
    try {
      return Array.from(text).length <= 300 && RegExp("^(?:" + source + ")$", "u").test(text);
    } catch (refusal) {
      return false;
    }
  }

  function substring(text, start, end) {
    var first = toNumber(start), last = end === undefined ? Infinity : toNumber(end);
    if (first === null || last === null) return null;
    return Array.from(asText(text)).slice(first, last).join("");
  }

  var OPERATIONS = {
    and: (...args) => args.every(truth),
    or: (...args) => args.some(truth),
    not: (arg) => !truth(arg),
    eq: equal,
    ne: (left, right) => !equal(left, right),
    lt: (left, right) => order(left, right) === -1,
    le: (left, right) => [-1, 0].indexOf(order(left, right)) >= 0,
    gt: (left, right) => order(left, right) === 1,
    ge: (left, right) => [0, 1].indexOf(order(left, right)) >= 0,
    selected: (answer, code) => members(answer).map(asText).indexOf(asText(code)) >= 0,
    answered: (arg) => members(arg).length > 0,
    count_selected: (arg) => members(arg).length,
    add: numeric(add),
    sub: numeric((left, right) => left - right),
    mul: numeric((...numbers) => numbers.reduce((product, number) => product * number, 1)),
    div: numeric((left, right) => left / right),
    mod: numeric((left, right) => left % right),
    neg: numeric((number) => -number),
    int: numeric(Math.trunc),
    round: numeric(round),
    abs: numeric(Math.abs),
    min: (...args) => finite(Math.min(...numbersOf(args))),
    max: (...args) => finite(Math.max(...numbersOf(args))),
    sum: (...args) => finite(add(...numbersOf(args))),
    number: toNumber,
    string: asText,
    concat,
    length: (arg) => Array.from(asText(arg)).length,
    contains: (text, part) => asText(text).indexOf(asText(part)) >= 0,
    starts_with: (text, part) => asText(text).startsWith(asText(part)),
    ends_with: (text, part) => asText(text).endsWith(asText(part)),
    substring: substring,
    lower: (arg) => asText(arg).toLowerCase(),
    upper: (arg) => asText(arg).toUpperCase(),
    matches: (text, pattern) => matches(asText(text), asText(pattern)),
    if: (condition, then, other) => truth(condition) ? then : other,
    coalesce: (...args) => args.find((arg) => members(arg).length > 0),
  };

  // lookup(code, part) gives an answer, or how often a section is there for part "#instances".
  function evaluate(expr, lookup, selfValue, today, choice) {
    if ("value" in expr) return settle(expr.value);
    if ("answer" in expr) return settle(lookup(expr.answer, "part" in expr ? expr.part : null));
    if ("self" in expr) return settle(selfValue);
    if ("choice" in expr) return settle(choice && choice[expr.choice]);
    if (expr.op === "today") return settle(today);
    if (expr.op === "instances") return toNumber(settle(lookup(expr.args[0].value, "#instances"))) || 0;
    var args = expr.args.map((arg) => evaluate(arg, lookup, selfValue, today, choice));
    return Object.prototype.hasOwnProperty.call(OPERATIONS, expr.op) ? settle(OPERATIONS[expr.op](...args)) : null;
  }

  window.communityVoiceLogic = { evaluate, truth, asText };
})();
